// How fast BuildKit reads Dockerfiles: DRYDOCK_FILES=LIST go test -run '^$' -bench . -count 5
package main

import (
	"bytes"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// benchmarkTexts reads the files that the list in $DRYDOCK_FILES names, one a line.
func benchmarkTexts(b *testing.B) (all [][]byte, size int64) {
	list := os.Getenv("DRYDOCK_FILES")
	if list == "" {
		b.Skip("DRYDOCK_FILES names no list of files")
	}
	names, err := os.ReadFile(list)
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range strings.Split(strings.TrimSpace(string(names)), "\n") {
		text, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, text)
		size += int64(len(text))
	}
	return all, size
}

func overFiles(b *testing.B, work func(*parser.Result)) {
	// One core, as drydock has; the garbage collector would else use the others.
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	quiet()
	all, size := benchmarkTexts(b)
	b.SetBytes(size)
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		for _, text := range all {
			// Files that are refused count too: both sides read them.
			if result, err := parser.Parse(bytes.NewReader(text)); err == nil {
				work(result)
			}
		}
	}
}

func BenchmarkParser(b *testing.B) {
	overFiles(b, func(*parser.Result) {})
}

func BenchmarkParserAndInstructions(b *testing.B) {
	overFiles(b, func(result *parser.Result) {
		_, _, _ = instructions.Parse(result.AST, nil)
	})
}
