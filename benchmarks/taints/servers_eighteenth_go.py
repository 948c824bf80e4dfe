"""The program in Go behind the eighteenth set."""

from __future__ import annotations

RECODE = r"""
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"os"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

var fold = regexp.MustCompile(`\r?\n[ \t]+`)

type field struct{ name, value, raw string }

// split keeps the head as it is written, field by field, and the body.
func split(raw []byte) ([]field, []byte) {
	var fields []field
	for len(raw) > 0 {
		end := bytes.IndexByte(raw, '\n') + 1
		if end == 0 {
			end = len(raw)
		}
		for end < len(raw) && (raw[end] == ' ' || raw[end] == '\t') && strings.TrimSpace(string(raw[:end])) != "" {
			next := bytes.IndexByte(raw[end:], '\n') + 1
			if next == 0 {
				next = len(raw) - end
			}
			end += next
		}
		line := string(raw[:end])
		raw = raw[end:]
		if strings.TrimSpace(line) == "" {
			break
		}
		name, value, _ := strings.Cut(line, ":")
		value = fold.ReplaceAllString(strings.TrimSpace(value), " ")
		fields = append(fields, field{textproto.CanonicalMIMEHeaderKey(name), value, line})
	}
	return fields, raw
}

func find(fields []field, name, otherwise string) string {
	for _, one := range fields {
		if one.name == name {
			return one.value
		}
	}
	return otherwise
}

func decode(content []byte, way string) []byte {
	var from io.Reader = bytes.NewReader(content)
	switch way {
	case "base64":
		from = base64.NewDecoder(base64.StdEncoding, from)
	case "quoted-printable":
		from = quotedprintable.NewReader(from)
	}
	done, err := io.ReadAll(from)
	if err != nil {
		return nil
	}
	return done
}

func encode(content []byte, way string) []byte {
	var done bytes.Buffer
	if way == "base64" {
		coded := base64.StdEncoding.EncodeToString(content)
		for ; len(coded) > 76; coded = coded[76:] {
			done.WriteString(coded[:76] + "\n")
		}
		done.WriteString(coded)
	} else {
		into := quotedprintable.NewWriter(&done)
		into.Write(content)
		into.Close()
	}
	return bytes.ReplaceAll(done.Bytes(), []byte("\r\n"), []byte("\n"))
}

// rewrite returns a part whose texts are coded or spelt anew; nil where it cannot be read.
func rewrite(raw []byte, mode string) []byte {
	fields, body := split(raw)
	kind, given, err := mime.ParseMediaType(find(fields, "Content-Type", "text/plain; charset=us-ascii"))
	if err != nil {
		return nil
	}
	way := strings.ToLower(find(fields, "Content-Transfer-Encoding", "7bit"))
	if strings.HasPrefix(kind, "multipart/") {
		return rewriteParts(fields, body, given["boundary"], mode)
	}
	if !strings.HasPrefix(kind, "text/") || strings.HasPrefix(find(fields, "Content-Disposition", ""), "attachment") {
		return raw
	}
	content := decode(body, way)
	if content == nil {
		return nil
	}
	if mode == "recode" {
		page, err := htmlindex.Get(given["charset"])
		if err != nil && given["charset"] != "" && given["charset"] != "us-ascii" {
			return raw
		}
		text := content
		if err == nil {
			if text, err = page.NewDecoder().Bytes(content); err != nil || bytes.ContainsRune(text, '\uFFFD') {
				return raw
			}
		}
		if !utf8.Valid(text) {
			return raw
		}
		// what was in Unicode goes to Windows, where it can be; all else to Unicode
		given["charset"] = "utf-8"
		if name, _ := htmlindex.Name(page); page != nil && name == "utf-8" {
			spelt, err := charmap.Windows1252.NewEncoder().Bytes(text)
			if err != nil {
				return raw
			}
			text = spelt
			given["charset"] = "windows-1252"
		}
		content = text
		if way != "base64" {
			way = "quoted-printable"
		}
	} else if way == "quoted-printable" {
		way = "base64"
	} else {
		way = "quoted-printable"
	}
	var done bytes.Buffer
	coded := false
	for _, one := range fields {
		switch {
		case one.name == "Content-Type" && mode == "recode":
			fmt.Fprintf(&done, "Content-Type: %s\n", mime.FormatMediaType(kind, given))
		case one.name == "Content-Transfer-Encoding":
			coded = true
			fmt.Fprintf(&done, "Content-Transfer-Encoding: %s\n", way)
		default:
			done.WriteString(one.raw)
		}
	}
	if mode == "recode" && find(fields, "Content-Type", "") == "" {
		fmt.Fprintf(&done, "Content-Type: %s\n", mime.FormatMediaType(kind, given))
	}
	if !coded {
		fmt.Fprintf(&done, "Content-Transfer-Encoding: %s\n", way)
	}
	done.WriteString("\n")
	done.Write(encode(content, way))
	return done.Bytes()
}

func rewriteParts(fields []field, body []byte, boundary, mode string) []byte {
	var done bytes.Buffer
	for _, one := range fields {
		done.WriteString(one.raw)
	}
	done.WriteString("\n")
	parts := multipart.NewWriter(&done)
	if parts.SetBoundary(boundary) != nil {
		return nil
	}
	mark := []byte("--" + boundary)
	pieces := bytes.Split(append([]byte("\n"), body...), append([]byte("\n"), mark...))
	for _, piece := range pieces[1:] {
		if bytes.HasPrefix(piece, []byte("--")) {
			break
		}
		_, piece, _ = bytes.Cut(piece, []byte("\n"))
		part := rewrite(piece, mode)
		if part == nil {
			return nil
		}
		// the newline before a boundary is the boundary's
		fmt.Fprintf(&done, "%s\n%s\n", mark, part)
	}
	fmt.Fprintf(&done, "%s--\n", mark)
	return done.Bytes()
}

func main() {
	from := bufio.NewReader(os.Stdin)
	for {
		line, err := from.ReadString('\n')
		if err != nil {
			return
		}
		size, _ := strconv.Atoi(strings.TrimSpace(line))
		raw := make([]byte, size)
		io.ReadFull(from, raw)
		done := rewrite(raw, os.Args[1])
		if len(done) > 0 && done[len(done)-1] != '\n' {
			done = append(done, '\n')
		}
		fmt.Printf("%d\n%s", len(done), done)
	}
}
"""
"""Go's own packages for mail, and golang.org/x/text: texts of a message in another coding, or another charset."""
