// This file is "judge read": it describes a Dockerfile as BuildKit's parser and instructions packages see it.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"unicode"

	"github.com/moby/buildkit/frontend/dockerfile/command"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// formatVersion is the version of the JSON format that README.md describes.
const formatVersion = 1

// report is what BuildKit says about one file, in format version 1.
type report struct {
	Format     int         `json:"format"`
	Path       text        `json:"path"`
	Accepted   bool        `json:"accepted"`
	Stage      string      `json:"stage"`
	Error      text        `json:"error,omitempty"`
	ErrorLine  *int        `json:"error_line,omitempty"`
	Escape     text        `json:"escape"`
	Directives []directive `json:"directives"`
	Syntax     text        `json:"syntax"`
	// Instructions is nil when the parser rejected the file, and then the key is missing.
	Instructions []instruction `json:"instructions,omitempty"`

	// panicked is set when BuildKit panicked, unreadable when the file could not be read: nobody can judge then.
	panicked   string
	unreadable string
}

type directive struct {
	Name  text `json:"name"`
	Value text `json:"value"`
	Line  int  `json:"line"`
}

type instruction struct {
	Keyword   text      `json:"keyword"`
	StartLine int       `json:"start_line"`
	EndLine   int       `json:"end_line"`
	Original  text      `json:"original"`
	Flags     []text    `json:"flags"`
	JSON      bool      `json:"json"`
	Values    []text    `json:"values"`
	Inner     *inner    `json:"inner,omitempty"`
	Heredocs  []heredoc `json:"heredocs"`
	Typed     any       `json:"typed,omitempty"`
}

// inner is the instruction inside ONBUILD.
type inner struct {
	Keyword text   `json:"keyword"`
	Flags   []text `json:"flags"`
	JSON    bool   `json:"json"`
	Values  []text `json:"values"`
}

type heredoc struct {
	Name       text `json:"name"`
	Descriptor uint `json:"descriptor"`
	Expand     bool `json:"expand"`
	Chomp      bool `json:"chomp"`
	Content    text `json:"content"`
}

func (r *report) MarshalJSON() ([]byte, error) {
	if r.panicked != "" || r.unreadable != "" {
		return encode(struct {
			Path       text `json:"path"`
			Panic      text `json:"panic,omitempty"`
			Unreadable text `json:"unreadable,omitempty"`
		}{r.Path, text(r.panicked), text(r.unreadable)})
	}
	type plain report // has the same fields, but not this method
	return encode((*plain)(r))
}

func readCommand(args []string) (int, error) {
	flags := newFlags("read")
	list := flags.String("files-from", "", "file with one path a line, - for standard input")
	if err := parseFlags(flags, args); err != nil {
		return 0, err
	}
	paths, err := inputPaths(*list, flags.Args())
	if err != nil {
		return 0, err
	}
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	for _, path := range paths {
		line, err := encode(readFile(path))
		if err != nil {
			return 0, err
		}
		out.Write(line)
		out.WriteByte('\n')
	}
	return statusFine, out.Flush()
}

func readFile(path string) *report {
	data, err := os.ReadFile(path)
	if err != nil {
		return &report{Path: text(path), unreadable: err.Error()}
	}
	return readData(path, data)
}

// readData describes one file. A panic of BuildKit becomes part of the description, so that one file cannot end a run.
func readData(path string, data []byte) (result *report) {
	defer func() {
		if cause := recover(); cause != nil {
			result = &report{Path: text(path), panicked: fmt.Sprint(cause)}
		}
	}()
	r := &report{Format: formatVersion, Path: text(path)}
	var escape string
	r.Directives, escape = honouredDirectives(data)
	r.Escape = text(escape)
	syntax, _, _, _ := parser.ParseDirective("syntax", data)
	r.Syntax = text(syntax)

	tree, err := parser.Parse(bytes.NewReader(data))
	if err != nil {
		r.reject("parser", err)
		return r
	}
	r.Escape = text(string(tree.EscapeToken))
	for _, node := range tree.AST.Children {
		r.Instructions = append(r.Instructions, describe(node))
	}
	lint := silentLinter()
	if _, _, err := instructions.Parse(tree.AST, lint); err != nil {
		r.reject("instructions", err)
		return r
	}
	for i, node := range tree.AST.Children {
		command, err := instructions.ParseInstructionWithLinter(node, lint)
		if err != nil {
			// Parse accepted this very node, so this cannot happen unless BuildKit depends on the order of calls.
			panic(fmt.Sprintf("line %d: accepted, then rejected: %v", node.StartLine, err))
		}
		r.Instructions[i].Typed = typed(command)
	}
	r.Accepted = true
	return r
}

func (r *report) reject(stage string, err error) {
	line := 0
	var located *parser.LocationError
	if errors.As(err, &located) && len(located.Locations) > 0 && len(located.Locations[0]) > 0 {
		line = located.Locations[0][0].Start.Line
	}
	r.Stage, r.Error, r.ErrorLine = stage, errorText(err), &line
}

var suggestion = regexp.MustCompile(` \(did you mean [^?]*\?\)`)

// errorText is the text of an error without the suggestion of a similar word: where several are equally near, BuildKit
// names any of them, and the output of this program would differ from run to run.
func errorText(err error) text {
	return text(suggestion.ReplaceAllString(err.Error(), ""))
}

// silentLinter returns a linter whose warnings go nowhere. A nil linter will not do: BuildKit v0.32.2 dereferences it
// when an instruction has a "# check=" comment above it.
func silentLinter() *linter.Linter {
	return linter.New(&linter.Config{Warn: ignoreWarning})
}

func ignoreWarning(string, string, string, string, []parser.Range) {}

// honouredDirectives returns the directives that parser.Parse obeys, and the escape token they set. It feeds the lines
// to BuildKit's DirectiveParser the way Parse does: the byte order mark of line 1 dropped, line ends and leading
// whitespace trimmed. Parse asks about every later line too, but once one line is no directive none is any more.
func honouredDirectives(data []byte) ([]directive, string) {
	found := []directive{}
	escape := string(parser.DefaultEscapeToken)
	var lines parser.DirectiveParser
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	for len(data) > 0 {
		var line []byte
		line, data, _ = bytes.Cut(data, []byte("\n"))
		line = bytes.TrimLeftFunc(bytes.TrimRight(line, "\r"), unicode.IsSpace)
		d, err := lines.ParseLine(line)
		if err != nil || d == nil {
			break
		}
		if d.Name == "escape" {
			if d.Value != `\` && d.Value != "`" {
				break // Parse rejects the file here
			}
			escape = d.Value
		}
		found = append(found, directive{text(d.Name), text(d.Value), d.Location[0].Start.Line})
	}
	return found, escape
}

func describe(node *parser.Node) instruction {
	result := instruction{
		Keyword:   keywordOf(node),
		StartLine: node.StartLine,
		EndLine:   node.EndLine,
		Original:  text(node.Original),
		Flags:     texts(node.Flags),
		JSON:      node.Attributes["json"],
		Values:    nodeValues(node),
		Heredocs:  []heredoc{},
	}
	if node.Next != nil && len(node.Next.Children) > 0 {
		child := node.Next.Children[0]
		result.Inner = &inner{
			Keyword: keywordOf(child),
			Flags:   texts(child.Flags),
			JSON:    child.Attributes["json"],
			Values:  nodeValues(child),
		}
	}
	for _, h := range node.Heredocs {
		result.Heredocs = append(result.Heredocs,
			heredoc{text(h.Name), h.FileDescriptor, h.Expand, h.Chomp, text(h.Content)})
	}
	return result
}

// keywordOf is a known keyword in lower case, and an unknown one as it is written.
func keywordOf(node *parser.Node) text {
	if isKnown(node) {
		return text(strings.ToLower(node.Value))
	}
	return text(node.Value)
}

func isKnown(node *parser.Node) bool {
	_, known := command.Commands[strings.ToLower(node.Value)]
	return known
}

// nodeValues lists the values along the chain of a node; the instruction inside ONBUILD gives its keyword as written
// and then its own values.
func nodeValues(node *parser.Node) []text {
	values := []text{}
	if !isKnown(node) {
		return values // the parser keeps an empty value in place of what it does not read
	}
	for next := node.Next; next != nil; next = next.Next {
		if len(next.Children) == 0 {
			values = append(values, text(next.Value))
			continue
		}
		for _, child := range next.Children {
			values = append(values, text(child.Value))
			values = append(values, nodeValues(child)...)
		}
	}
	return values
}
