"""What to register or to watch: the addresses that somebody could make against us, the most deceptive first."""

from chaffinch.names.variants.listing import Variant, list_variants

__all__ = ["Variant", "list_variants"]
