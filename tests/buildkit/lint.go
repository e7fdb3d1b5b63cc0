// This file is "judge lint": it counts what BuildKit's own linter says about files, rule by rule.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/moby/buildkit/frontend/subrequests/lint"
	"github.com/moby/buildkit/solver/pb"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

// lintResult is what the linter says about one file.
type lintResult struct {
	warnings   []lint.Warning
	failed     bool // the build stops; what was found before counts
	panicked   bool
	unreadable error
	// instructions are the first and the last line of each.
	instructions [][2]int
}

func lintCommand(args []string) (int, error) {
	flags := newFlags("lint")
	list := flags.String("files-from", "", "file with one path a line, - for standard input")
	rules := flags.String("rules", "", "count these rules only, separated by commas")
	show := flags.Int("show", 0, "print at most this many warnings of each rule")
	remarks := flags.String("reasons", "",
		"file with what drydock says of the files; fail if it gives no reason for a warning")
	if err := parseFlags(flags, args); err != nil {
		return 0, err
	}
	paths, err := inputPaths(*list, flags.Args())
	if err != nil {
		return 0, err
	}
	given, err := readReasons(*remarks)
	if err != nil {
		return 0, err
	}
	warnings, files, unexplained := map[string]int{}, map[string]int{}, map[string]int{}
	for _, rule := range strings.FieldsFunc(*rules, func(r rune) bool { return r == ',' }) {
		warnings[rule] = 0
	}
	failed, panicked := 0, 0
	var unreadable error
	inOrder(len(paths), func(i int) lintResult { return lintFile(paths[i]) }, func(i int, r lintResult) {
		unreadable = errors.Join(unreadable, r.unreadable)
		failed += count(r.failed)
		panicked += count(r.panicked)
		seen := map[string]bool{}
		for _, w := range r.warnings {
			if _, wanted := warnings[w.RuleName]; *rules != "" && !wanted {
				continue
			}
			seen[w.RuleName] = true
			if *remarks != "" && !given.explain(paths[i], w, r.instructions) {
				unexplained[w.RuleName]++
				fmt.Printf("without a reason: %s: %s:%d: %s\n", w.RuleName, paths[i], firstLine(w.Location), w.Detail)
			}
			if warnings[w.RuleName]++; warnings[w.RuleName] <= *show {
				fmt.Printf("%s: %s:%d: %s\n", w.RuleName, paths[i], firstLine(w.Location), w.Detail)
			}
		}
		for rule := range seen {
			files[rule]++
		}
	})
	if unreadable != nil {
		return 0, unreadable
	}
	for _, rule := range slices.Sorted(maps.Keys(warnings)) {
		fmt.Printf("%-36s %7d warnings in %6d files", rule, warnings[rule], files[rule])
		if *remarks != "" {
			fmt.Printf(", %d without a reason", unexplained[rule])
		}
		fmt.Println()
	}
	fmt.Printf("linted %d files: %d do not build, BuildKit panicked on %d\n", len(paths), failed, panicked)
	if len(unexplained) > 0 {
		return statusDisagreement, nil
	}
	return statusFine, nil
}

// reasons are the lines of which drydock says why it leaves them alone, by file.
type reasons map[string]map[int32]bool

// wholeFile stands for the lines of a file in which drydock changes nothing at all.
const wholeFile = 0

// reasonLine is a message of drydock about a file: an error, or why something was not done.
var reasonLine = regexp.MustCompile(
	`^(.*):(\d+):\d+: (error|warning: this is a template|refused|assumed|above level|suppressed)`)

func readReasons(name string) (reasons, error) {
	given := reasons{}
	if name == "" {
		return given, nil
	}
	lines, err := readLines(name)
	if err != nil {
		return nil, err
	}
	for _, line := range lines {
		match := reasonLine.FindStringSubmatch(line)
		if match == nil {
			continue
		}
		number, err := strconv.ParseInt(match[2], 10, 32)
		if err != nil {
			return nil, err
		}
		if match[3] == "error" || strings.HasPrefix(match[3], "warning") {
			number = wholeFile
		}
		if given[match[1]] == nil {
			given[match[1]] = map[int32]bool{}
		}
		given[match[1]][int32(number)] = true
	}
	return given, nil
}

// explain tells whether the instruction that a warning is about has a reason. The warning may name its last line only.
func (given reasons) explain(path string, warning lint.Warning, instructions [][2]int) bool {
	lines := given[path]
	if lines[wholeFile] {
		return true
	}
	place := int(firstLine(warning.Location))
	for _, instruction := range instructions {
		if place < instruction[0] || place > instruction[1] {
			continue
		}
		for line := instruction[0]; line <= instruction[1]; line++ {
			if lines[int32(line)] {
				return true
			}
		}
	}
	return false
}

func lintFile(path string) (result lintResult) {
	data, err := os.ReadFile(path)
	if err != nil {
		return lintResult{unreadable: err}
	}
	defer func() {
		if recover() != nil {
			result = lintResult{panicked: true}
		}
	}()
	capabilities := pb.Caps.CapSet(pb.Caps.All())
	platform := targetPlatform
	sources := llb.NewSourceMap(nil, "Dockerfile", "Dockerfile", data)
	sources.Definition = &llb.Definition{}
	results, err := dockerfile2llb.DockerfileLint(context.Background(), data, dockerfile2llb.ConvertOpt{
		Config:         dockerui.Config{BuildPlatforms: []ocispecs.Platform{platform}},
		TargetPlatform: &platform,
		MetaResolver:   baseImages{},
		LLBCaps:        &capabilities,
		SourceMap:      sources,
	})
	if err != nil {
		return lintResult{failed: true}
	}
	result = lintResult{warnings: results.Warnings, failed: results.Error != nil}
	if tree, err := parser.Parse(bytes.NewReader(data)); err == nil {
		for _, node := range tree.AST.Children {
			result.instructions = append(result.instructions, [2]int{node.StartLine, node.EndLine})
		}
	}
	return result
}

// firstLine returns the line where a warning's place begins, from 1; 0 if it has none.
func firstLine(location *pb.Location) int32 {
	if location == nil || len(location.Ranges) == 0 {
		return 0
	}
	return location.Ranges[0].Start.Line
}
