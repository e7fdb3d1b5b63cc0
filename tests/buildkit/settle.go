// This file settles what a FROM with a variable names: for other build arguments, or another platform, than those of the
// comparison it may be any stage before.
package main

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// mostSettled is how many texts are made of one file at most.
const mostSettled = 12

var variable = regexp.MustCompile(`\$(?:\{[^}]*\}|\w+)`)

// canBecome tells whether some values of the variables in a text make it the name of a stage.
func canBecome(text, name string) bool {
	parts := variable.Split(text, -1)
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	return regexp.MustCompile("^" + strings.Join(parts, ".*") + "$").MatchString(name)
}

// baseWord is where a FROM names its base.
type baseWord struct {
	begin, end int // in bytes; both 0 if the word is not written in one piece
	text       string
	stage      string // the name that the FROM gives
}

// baseWords finds the FROM instructions of a file.
func baseWords(data []byte) []baseWord {
	tree, err := parser.Parse(bytes.NewReader(data))
	if err != nil {
		return nil
	}
	starts := []int{0}
	for i, c := range data {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	starts = append(starts, len(data))
	var words []baseWord
	for _, node := range tree.AST.Children {
		if !strings.EqualFold(node.Value, "from") || node.Next == nil {
			continue
		}
		word := baseWord{text: node.Next.Value}
		if as := node.Next.Next; as != nil && as.Next != nil && strings.EqualFold(as.Value, "as") {
			word.stage = strings.ToLower(as.Next.Value)
		}
		if node.StartLine > 0 && node.EndLine < len(starts) {
			begin, end := starts[node.StartLine-1], starts[node.EndLine]
			// Behind the keyword and the flags.
			if at := bytes.LastIndex(data[begin:end], []byte(" "+word.text)); at >= 0 {
				word.begin = begin + at + 1
				word.end = word.begin + len(word.text)
			}
		}
		words = append(words, word)
	}
	return words
}

// settled returns copies of two versions of a file in which one FROM with a variable names a stage before it instead,
// for each such stage that the variable can make the name of. None if the versions do not have the same FROMs.
func settled(before, after []byte) [][2][]byte {
	if !bytes.Contains(before, []byte("$")) {
		return nil
	}
	old, changed := baseWords(before), baseWords(after)
	if len(old) != len(changed) {
		return nil
	}
	var pairs [][2][]byte
	for i, word := range old {
		if !variable.MatchString(word.text) || changed[i].text != word.text || word.end == 0 || changed[i].end == 0 {
			continue
		}
		for _, other := range old[:i] {
			if other.stage == "" || !canBecome(word.text, other.stage) || len(pairs) == mostSettled {
				continue
			}
			pairs = append(pairs, [2][]byte{
				replaceWord(before, word, other.stage), replaceWord(after, changed[i], other.stage),
			})
		}
	}
	return pairs
}

func replaceWord(data []byte, word baseWord, with string) []byte {
	return bytes.Join([][]byte{data[:word.begin], data[word.end:]}, []byte(with))
}
