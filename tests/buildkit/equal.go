// This file is "judge equal": where drydock says that two files build the same images, BuildKit has to agree.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// equalTally collects the results of a run.
type equalTally struct {
	answers       map[string]int // what the comparer said, by verdict
	judged        int            // conversions of pairs that it took for the same
	unjudged      int            // pairs on which BuildKit panicked
	disagreements int
	show          int
}

func equalCommand(args []string) (int, error) {
	given, err := parseMutationFlags("equal", "comparer", "the program that compares two files", "pairs", args)
	if err != nil {
		return 0, err
	}
	tally := &equalTally{answers: map[string]int{}, show: given.show}
	started := time.Now()
	for first := 0; first < given.count; first += batchSize {
		if err := given.run.equalBatch(given.binary, first, min(batchSize, given.count-first), tally); err != nil {
			return 0, err
		}
	}
	var parts []string
	for _, verdict := range slices.Sorted(maps.Keys(tally.answers)) {
		parts = append(parts, fmt.Sprintf("%s %d", verdict, tally.answers[verdict]))
	}
	fmt.Printf("seed %d: %d pairs in %.1f s: %s; %d conversions of the same ones compared, BuildKit panicked on %d; "+
		"%d disagreements\n", given.run.seed, given.count, time.Since(started).Seconds(), strings.Join(parts, ", "),
		tally.judged, tally.unjudged, tally.disagreements)
	if tally.disagreements > 0 {
		return statusDisagreement, nil
	}
	return statusFine, nil
}

// equalResult is what BuildKit says to one pair.
type equalResult struct {
	judged   int
	panicked bool
	finding  string // the first difference; "" if there is none
}

func (run *mutationRun) equalBatch(binary string, first, size int, tally *equalTally) error {
	folder, err := os.MkdirTemp("", "pairs-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	type pair struct {
		number        int
		before, after []byte
	}
	pairs := make([]pair, 0, size)
	var input strings.Builder
	for number := first; number < first+size; number++ {
		before, after, err := run.pair(number)
		if err != nil {
			return err
		}
		pairs = append(pairs, pair{number, before, after})
		names := [2]string{}
		for i, data := range [2][]byte{before, after} {
			names[i] = filepath.Join(folder, fmt.Sprintf("%d-%d", number, i))
			if err := os.WriteFile(names[i], data, 0o644); err != nil {
				return err
			}
		}
		fmt.Fprintf(&input, "%s\t%s\n", names[0], names[1])
	}
	command := exec.Command(binary)
	command.Stdin = strings.NewReader(input.String())
	output, err := command.Output()
	if err != nil {
		return fmt.Errorf("%s: %w", binary, err)
	}
	lines := strings.Split(strings.TrimSuffix(string(output), "\n"), "\n")
	if len(lines) != len(pairs) {
		return fmt.Errorf("%s: %d answers for %d pairs", binary, len(lines), len(pairs))
	}
	var same []pair
	for i, line := range lines {
		verdict, _, _ := strings.Cut(line, "\t")
		if verdict == "same" && bytes.Equal(pairs[i].before, pairs[i].after) {
			verdict = "not changed"
		}
		tally.answers[verdict]++
		if verdict == "same" {
			same = append(same, pairs[i])
		}
	}
	var failed error
	inOrder(len(same), func(i int) equalResult {
		random := rand.New(rand.NewPCG(run.seed, uint64(same[i].number)<<1))
		return judgeEqual(same[i].before, same[i].after, random)
	}, func(i int, result equalResult) {
		tally.judged += result.judged
		tally.unjudged += count(result.panicked)
		if result.finding == "" {
			return
		}
		tally.disagreements++
		if tally.disagreements <= tally.show {
			fmt.Printf("pair %d: %s\n", same[i].number, result.finding)
		}
		if run.keep == "" || run.left <= 0 {
			return
		}
		run.left--
		for j, data := range [2][]byte{same[i].before, same[i].after} {
			name := fmt.Sprintf("equal-seed%d-%07d-%s", run.seed, same[i].number, []string{"before", "after"}[j])
			failed = errors.Join(failed, os.WriteFile(filepath.Join(run.keep, name), data, 0o644))
		}
	})
	return failed
}

// pair makes two files: one of the corpus, perhaps changed at random, and what a few changes of the kind that a rewrite
// makes leave of it.
func (run *mutationRun) pair(number int) (before, after []byte, err error) {
	m, failed := run.mutator(run.seed^0x9e3779b9, number)
	before = m.donor()
	for range m.random.IntN(4) {
		before = insertLine(correctLines)(m, before)
	}
	for range m.random.IntN(3) {
		before = insertLine(subtleLines)(m, before)
	}
	if m.random.IntN(4) == 0 {
		before = m.choose().apply(m, before)
	}
	before = before[:min(len(before), maxMutant)]
	after = bytes.Clone(before)
	for range 1 + min(m.random.IntN(3), m.random.IntN(3)) {
		after = m.chooseSubtle(after)
	}
	return before, after[:min(len(after), maxMutant)], *failed
}

// argumentNames finds what a file may declare with ARG, and perhaps more.
var argumentLine = regexp.MustCompile(`(?i)\barg[ \t]+([^\n]*)`)
var argumentName = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)

func argumentNames(data []byte) []string {
	names := map[string]bool{}
	for _, line := range argumentLine.FindAllSubmatch(data, -1) {
		for _, word := range strings.Fields(string(line[1])) {
			if name := argumentName.FindString(word); name != "" {
				names[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

var argumentValues = []string{
	"", "value", "v1", "a b", " x ", `"q"`, `'q`, "$x", "${HOME}", `b\ c`, "/abs/path", "rel/path", "0", "80",
	"a=b", "linux/arm64", "é",
}

// argumentSets returns ways to set the build arguments of a file. The first sets none.
func argumentSets(names []string, random *rand.Rand) []map[string]string {
	sets := []map[string]string{nil}
	if len(names) == 0 {
		return sets
	}
	plain := map[string]string{}
	for _, name := range names {
		plain[name] = "value"
	}
	sets = append(sets, plain)
	for range 2 {
		odd := map[string]string{}
		for _, name := range names {
			if random.IntN(3) > 0 {
				odd[name] = argumentValues[random.IntN(len(argumentValues))]
			}
		}
		sets = append(sets, odd)
	}
	return sets
}

// judgeEqual converts every stage of both files, over both kinds of base image and with several build arguments.
func judgeEqual(before, after []byte, random *rand.Rand) (result equalResult) {
	names := argumentNames(append(append(bytes.Clone(before), '\n'), after...))
	for _, arguments := range argumentSets(names, random) {
		for _, base := range []string{baseEmpty, baseLoaded} {
			a, b := modelData(before, basesOf(base), arguments), modelData(after, basesOf(base), arguments)
			if a.Panic != "" || b.Panic != "" {
				result.panicked = true
				continue
			}
			for _, found := range [2]*model{a, b} {
				for i := range found.Stages {
					if found.Stages[i].Error == "" {
						found.Stages[i].Graph = graphSum(withoutOrder(found.Stages[i].definition))
					}
				}
			}
			findings, judged := compareModels(base, a, b)
			result.judged += judged
			for _, found := range findings {
				if found.class != classHistory && result.finding == "" {
					result.finding = fmt.Sprintf("%s: base %s, arguments %v, stage %d: %s",
						found.class, base, arguments, found.stage, found.detail)
				}
			}
		}
	}
	return result
}
