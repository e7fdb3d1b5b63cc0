// This file compares two JSON values of the format and names the first place where they differ.
package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

// difference is the first place where drydock and BuildKit differ.
type difference struct {
	where    string
	buildkit any
	drydock  any
}

// absent stands for a key or an element that one side does not have.
type absent struct{}

// keyOrder lists keys in the order that explains a difference best: the text of an instruction before what was made
// of it. Keys that are not listed come last.
var keyOrder = []string{
	"accepted", "escape", "directives", "syntax", "instructions",
	"keyword", "start_line", "end_line", "original", "flags", "json", "values", "inner", "heredocs", "typed",
}

// compareValues returns the first difference, or nil. Keys that only drydock has are ignored, because its format has
// more keys than BuildKit can vouch for; the exception is "inner", whose absence means something.
func compareValues(where string, buildkit, drydock any) *difference {
	switch b := buildkit.(type) {
	case map[string]any:
		d, same := drydock.(map[string]any)
		if !same {
			return &difference{where, buildkit, drydock}
		}
		for _, key := range sortedKeys(b) {
			value, there := d[key]
			if !there {
				value = absent{}
			}
			if found := compareValues(join(where, key), b[key], value); found != nil {
				return found
			}
		}
		if extra := d["inner"]; extra != nil && b["inner"] == nil {
			return &difference{join(where, "inner"), absent{}, extra}
		}
		return nil
	case []any:
		d, same := drydock.([]any)
		if !same {
			return &difference{where, buildkit, drydock}
		}
		for i := range max(len(b), len(d)) {
			here := where + "[" + strconv.Itoa(i) + "]"
			switch {
			case i >= len(b):
				return &difference{here, absent{}, d[i]}
			case i >= len(d):
				return &difference{here, b[i], absent{}}
			}
			if found := compareValues(here, b[i], d[i]); found != nil {
				return found
			}
		}
		return nil
	}
	if !sameScalar(buildkit, drydock) {
		return &difference{where, buildkit, drydock}
	}
	return nil
}

func sameScalar(a, b any) bool {
	switch b.(type) {
	case map[string]any, []any:
		return false // not comparable with ==
	}
	return a == b
}

func sortedKeys(object map[string]any) []string {
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	rank := func(key string) int {
		if i := slices.Index(keyOrder, key); i >= 0 {
			return i
		}
		return len(keyOrder)
	}
	slices.SortFunc(keys, func(a, b string) int {
		if by := rank(a) - rank(b); by != 0 {
			return by
		}
		return bytes.Compare([]byte(a), []byte(b))
	})
	return keys
}

func join(where, key string) string {
	if where == "" {
		return key
	}
	return where + "." + key
}

// decode reads a line of JSON. Numbers keep their text, because a duration needs more digits than a float64 has.
// What Go's decoder would quietly replace by U+FFFD is an error here: it would hide a byte that drydock got wrong.
func decode(line []byte) (any, error) {
	if !utf8.Valid(line) {
		return nil, errors.New("the line is not valid UTF-8")
	}
	if hasLoneSurrogate(line) {
		return nil, errors.New("the line has the escape of a lone surrogate")
	}
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if decoder.More() {
		return nil, errors.New("the line has text after the JSON value")
	}
	return value, nil
}

func hasLoneSurrogate(line []byte) bool {
	for i := 0; i < len(line); i++ {
		if line[i] != '\\' {
			continue
		}
		i++
		switch unit := escapedUnit(line, i); {
		case unit >= 0xd800 && unit < 0xdc00:
			if i += 5; i >= len(line) || line[i] != '\\' {
				return true
			}
			i++
			if low := escapedUnit(line, i); low < 0xdc00 || low > 0xdfff {
				return true
			}
		case unit >= 0xdc00 && unit <= 0xdfff:
			return true
		}
	}
	return false
}

// escapedUnit returns the code unit of "uXXXX" at an offset, or -1 when something else is there.
func escapedUnit(line []byte, at int) int {
	if at+5 > len(line) || line[at] != 'u' {
		return -1
	}
	unit, err := strconv.ParseUint(string(line[at+1:at+5]), 16, 16)
	if err != nil {
		return -1
	}
	return int(unit)
}

// decodeText reads a string of the format: a JSON string, or an object with its bytes in hexadecimal.
func decodeText(raw json.RawMessage) (string, error) {
	var plain string
	if err := json.Unmarshal(raw, &plain); err == nil {
		return plain, nil
	}
	var coded struct {
		Hex *string `json:"hex"`
	}
	if err := json.Unmarshal(raw, &coded); err != nil || coded.Hex == nil {
		return "", errors.New("neither a string nor an object with hex")
	}
	decoded, err := hex.DecodeString(*coded.Hex)
	return string(decoded), err
}

// showValue writes a value of a difference for a person to read.
func showValue(value any) string {
	if _, none := value.(absent); none {
		return "(absent)"
	}
	written, err := encode(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return shorten(string(written))
}

func shorten(s string) string {
	const limit = 400
	if len(s) <= limit {
		return s
	}
	return fmt.Sprintf("%s... (%d bytes)", s[:limit], len(s))
}
