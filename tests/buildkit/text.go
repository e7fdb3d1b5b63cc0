// This file holds the string type of the JSON format and the helpers that write it.
package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"unicode/utf8"
)

// text is a string of the file being read. A Dockerfile may hold any bytes, JSON only Unicode text: what is not valid
// UTF-8 is written as {"hex":"6162ff"}, so that no byte is lost and no two different strings look the same.
type text string

func (t text) MarshalJSON() ([]byte, error) {
	if !utf8.ValidString(string(t)) {
		return []byte(`{"hex":"` + hex.EncodeToString([]byte(t)) + `"}`), nil
	}
	return encode(string(t))
}

// texts converts a list of strings; the result is never nil, because the format has no null in place of a list.
func texts(list []string) []text {
	result := make([]text, len(list))
	for i, s := range list {
		result[i] = text(s)
	}
	return result
}

// encode writes a value as JSON on one line, without a newline at the end and without the escapes meant for HTML.
func encode(value any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n")), nil
}
