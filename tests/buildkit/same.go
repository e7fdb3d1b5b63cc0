// This file is "judge same": it tells whether files still build the same images after a rewrite.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// The classes of findings. The order is the one in which the summary names them.
const (
	classBroken  = "builds before, not after"
	classStages  = "number of stages differs"
	classGraph   = "graph differs"
	classConfig  = "config differs outside Cmd, Entrypoint, Healthcheck"
	classStart   = "start differs"
	classHistory = "history differs"
	classMended  = "builds after, not before"
)

var classes = []string{classBroken, classStages, classGraph, classConfig, classStart, classHistory, classMended}

// finding is one difference in one stage. A stage of -1 stands for the whole file.
type finding struct {
	class  string
	base   string
	stage  int
	detail string
}

// pairResult is what there is to say about one pair of files.
type pairResult struct {
	unchanged  bool
	notBuilt   bool // nothing in the first file builds, so that there is nothing to hold the second one against
	unreadable error
	panicked   bool
	stages     int // how many stages were held against each other, counting each base
	findings   []finding
}

func sameCommand(args []string) (int, error) {
	flags := newFlags("same")
	list := flags.String("files-from", "", "file with lines BEFORE<TAB>AFTER, - for standard input")
	show := flags.Int("show", 20, "print at most this many findings of each class")
	excludeStart := flags.Bool("exclude-start", true, "let Cmd, Entrypoint and Healthcheck differ")
	assumed := flags.String("assume", "",
		"what the rewrites assumed and is made true: last-target, no-archive, no-symlink, unread-argument")
	settle := flags.Bool("settle", true, "compare each FROM with a variable for every stage that it can name, too")
	program := flags.String("working-dirs", "",
		"the program that knows the working directories of base images; else they are fixed")
	if err := parseFlags(flags, args); err != nil {
		return 0, err
	}
	if *list == "" || flags.NArg() > 0 {
		return 0, errors.New("--files-from is required, and the only way to give files")
	}
	facts, err := parseAssumptions(*assumed)
	if err != nil {
		return 0, err
	}
	pairs, err := readPairs(*list)
	if err != nil {
		return 0, err
	}
	var folders *workingDirs
	if *program != "" {
		if folders, err = startWorkingDirs(*program); err != nil {
			return 0, err
		}
	}
	failing := map[string]bool{
		classBroken: true, classStages: true, classGraph: true, classConfig: true, classStart: !*excludeStart,
	}
	shown, pairsIn := map[string]int{}, map[string]int{}
	unchanged, notBuilt, panicked, stages := 0, 0, 0, 0
	var unreadable error
	judge := func(i int) pairResult { return judgePair(pairs[i][0], pairs[i][1], *settle, folders, facts) }
	inOrder(len(pairs), judge, func(i int, r pairResult) {
		unreadable = errors.Join(unreadable, r.unreadable)
		unchanged += count(r.unchanged)
		notBuilt += count(r.notBuilt)
		panicked += count(r.panicked)
		stages += r.stages
		seen := map[string]bool{}
		for _, f := range r.findings {
			seen[f.class] = true
			if shown[f.class]++; shown[f.class] > *show || (!failing[f.class] && f.class != classStart) {
				continue
			}
			fmt.Printf("%s: %s -> %s, base %s, stage %d\n  %s\n", f.class, pairs[i][0], pairs[i][1], f.base, f.stage, f.detail)
		}
		for class := range seen {
			pairsIn[class]++
		}
	})
	if unreadable != nil {
		return 0, unreadable
	}
	status := statusFine
	parts := []string{}
	for _, class := range classes {
		parts = append(parts, fmt.Sprintf("%s %d", class, pairsIn[class]))
		if failing[class] && pairsIn[class] > 0 {
			status = statusDisagreement
		}
	}
	fmt.Printf("compared %d pairs (%d stages, counting each base): %d unchanged, %d do not build before, "+
		"BuildKit panicked on %d; %s\n",
		len(pairs), stages, unchanged, notBuilt, panicked, strings.Join(parts, ", "))
	return status, nil
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func readPairs(list string) ([][2]string, error) {
	lines, err := readLines(list)
	if err != nil {
		return nil, err
	}
	var pairs [][2]string
	for i, line := range lines {
		before, after, found := strings.Cut(line, "\t")
		if !found || before == "" || after == "" {
			return nil, fmt.Errorf("line %d of the list is not BEFORE<TAB>AFTER", i+1)
		}
		pairs = append(pairs, [2]string{before, after})
	}
	return pairs, nil
}

func judgePair(before, after string, settle bool, folders *workingDirs, facts assumptions) pairResult {
	old, err := os.ReadFile(before)
	if err != nil {
		return pairResult{unreadable: err}
	}
	changed, err := os.ReadFile(after)
	if err != nil {
		return pairResult{unreadable: err}
	}
	if bytes.Equal(old, changed) {
		return pairResult{unchanged: true}
	}
	result := pairResult{notBuilt: true}
	judgeTexts(old, changed, folders, facts, &result)
	if settle {
		for _, texts := range settled(old, changed) {
			judgeTexts(texts[0], texts[1], folders, facts, &result)
		}
	}
	return result
}

// judgeTexts adds to a result what differs between two versions of a file.
func judgeTexts(old, changed []byte, folders *workingDirs, facts assumptions, result *pairResult) {
	gone := goneArguments(old, changed)
	for _, base := range []string{baseEmpty, baseLoaded} {
		images := basesOf(base)
		images.workingDirs = folders
		a, b := modelData(old, images, nil), modelData(changed, images, nil)
		a.assume(facts, gone)
		b.assume(facts, gone)
		if a.Panic != "" || b.Panic != "" {
			result.panicked = true
		}
		for _, stage := range a.Stages {
			if stage.Error == "" {
				result.notBuilt = false
			}
		}
		found, judged := compareModels(base, a, b)
		result.findings = append(result.findings, found...)
		result.stages += judged
	}
}

// compareModels returns what differs, and how many stages build in both files.
func compareModels(base string, a, b *model) (findings []finding, judged int) {
	whole := func(class, detail string) ([]finding, int) { return []finding{{class, base, -1, detail}}, 0 }
	switch {
	case a.failed() != "" && b.failed() != "":
		return nil, 0
	case a.failed() != "":
		return whole(classMended, a.failed())
	case b.failed() != "":
		return whole(classBroken, b.failed())
	case len(a.Stages) != len(b.Stages):
		return whole(classStages, fmt.Sprintf("%d before, %d after", len(a.Stages), len(b.Stages)))
	}
	for i := range a.Stages {
		findings = append(findings, compareStages(base, &a.Stages[i], &b.Stages[i])...)
		judged += count(a.Stages[i].Error == "" && b.Stages[i].Error == "")
	}
	return findings, judged
}

func compareStages(base string, a, b *stageModel) []finding {
	add := func(list []finding, class, detail string) []finding {
		return append(list, finding{class, base, a.Index, detail})
	}
	switch {
	case a.Error != "" && b.Error != "":
		return nil
	case a.Error != "":
		return add(nil, classMended, string(a.Error))
	case b.Error != "":
		return add(nil, classBroken, string(b.Error))
	}
	var findings []finding
	if a.Graph != b.Graph {
		findings = add(findings, classGraph, a.Graph+" before, "+b.Graph+" after")
	}
	if a.History != b.History {
		findings = add(findings, classHistory, "")
	}
	if bytes.Equal(a.Config, b.Config) {
		return findings
	}
	if other := configDifference(a.Config, b.Config, false); other != "" {
		findings = add(findings, classConfig, other)
	}
	if start := configDifference(a.Config, b.Config, true); start != "" {
		findings = add(findings, classStart, start)
	}
	return findings
}

// startKeys are the parts of a configuration that say how a container starts and is watched.
var startKeys = []string{"Cmd", "Entrypoint", "Healthcheck"}

// configDifference describes where two image configurations differ, in the keys of startKeys or in all others.
func configDifference(a, b json.RawMessage, start bool) string {
	before, after := flatten(a), flatten(b)
	// ArgsEscaped marks an image that has a CMD of its own (only Windows reads it), so it goes with the CMD.
	_, hadCmd := before["config.Cmd"]
	_, hasCmd := after["config.Cmd"]
	cmdGoes := hadCmd && !hasCmd
	keys := map[string]bool{}
	for key := range before {
		keys[key] = true
	}
	for key := range after {
		keys[key] = true
	}
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		x, inBefore := before[key]
		y, inAfter := after[key]
		isStart := slices.Contains(startKeys, strings.TrimPrefix(key, "config.")) || (key == "config.ArgsEscaped" && cmdGoes)
		if isStart == start && (inBefore != inAfter || !bytes.Equal(x, y)) {
			parts = append(parts, fmt.Sprintf("%s: %s before, %s after", key, orAbsent(x), orAbsent(y)))
		}
	}
	return shorten(strings.Join(parts, "; "))
}

// flatten lists the keys of an image, those inside "config" with that word before them.
func flatten(image json.RawMessage) map[string]json.RawMessage {
	var top, config map[string]json.RawMessage
	if json.Unmarshal(image, &top) != nil || json.Unmarshal(top["config"], &config) != nil {
		panic("an image configuration that this program wrote is not an object")
	}
	delete(top, "config")
	for key, value := range config {
		top["config."+key] = value
	}
	return top
}

func orAbsent(value json.RawMessage) string {
	if value == nil {
		return "(absent)"
	}
	return string(value)
}
