"""Real victims, simulated: the staff of the demo organisation and how they fall for a lure.

No part of Chaffinch that makes decoys knows this model.
"""
