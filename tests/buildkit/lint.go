// This file is "judge lint": it counts what BuildKit's own linter says about files, rule by rule.
package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
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
}

func lintCommand(args []string) (int, error) {
	flags := newFlags("lint")
	list := flags.String("files-from", "", "file with one path a line, - for standard input")
	rules := flags.String("rules", "", "count these rules only, separated by commas")
	show := flags.Int("show", 0, "print at most this many warnings of each rule")
	if err := parseFlags(flags, args); err != nil {
		return 0, err
	}
	paths, err := inputPaths(*list, flags.Args())
	if err != nil {
		return 0, err
	}
	warnings, files := map[string]int{}, map[string]int{}
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
		fmt.Printf("%-36s %7d warnings in %6d files\n", rule, warnings[rule], files[rule])
	}
	fmt.Printf("linted %d files: %d do not build, BuildKit panicked on %d\n", len(paths), failed, panicked)
	return statusFine, nil
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
	return lintResult{warnings: results.Warnings, failed: results.Error != nil}
}

// firstLine returns the line where a warning's place begins, from 1; 0 if it has none.
func firstLine(location *pb.Location) int32 {
	if location == nil || len(location.Ranges) == 0 {
		return 0
	}
	return location.Ranges[0].Start.Line
}
