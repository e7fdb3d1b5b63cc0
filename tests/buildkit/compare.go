// This file is "judge compare": it holds drydock's reading of files against BuildKit's.
package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
)

// batchSize is the number of files that one run of drydock is given.
const batchSize = 2000

// tally collects the results of a comparison over any number of batches.
type tally struct {
	show int

	files         int
	accepted      int
	rejected      int
	disagreements int
	unjudged      int
	shown         int
	// Of the files that both reject: how often drydock names the same line, and the same stage.
	bothReject int
	sameLine   int
	sameStage  int
	byPlace    map[string]int
}

func compareCommand(args []string) (int, error) {
	flags := newFlags("compare")
	binary := flags.String("drydock", "", "the drydock program to judge")
	list := flags.String("files-from", "", "file with one path a line, - for standard input")
	show := flags.Int("show", 20, "print at most this many disagreements")
	if err := parseFlags(flags, args); err != nil {
		return 0, err
	}
	if err := checkBinary(*binary); err != nil {
		return 0, err
	}
	paths, err := inputPaths(*list, flags.Args())
	if err != nil {
		return 0, err
	}
	result := newTally(*show)
	for batch := range slices.Chunk(paths, batchSize) {
		result.compareBatch(*binary, batch)
	}
	return result.finish(), nil
}

func newTally(show int) *tally {
	return &tally{show: show, byPlace: map[string]int{}}
}

// compareBatch judges one batch and returns the positions of the files on which the two disagree.
func (t *tally) compareBatch(binary string, paths []string) []int {
	// BuildKit reads here while drydock runs beside it.
	reports := make(chan []*report, 1)
	go func() {
		read := make([]*report, len(paths))
		for i, path := range paths {
			read[i] = readFile(path)
		}
		reports <- read
	}()
	answers := askDrydock(binary, paths)
	var disagreeing []int
	for i, r := range <-reports {
		if t.compareOne(r, answers[i]) {
			disagreeing = append(disagreeing, i)
		}
	}
	return disagreeing
}

// compareOne judges one file and reports whether the two disagree.
func (t *tally) compareOne(r *report, a answer) bool {
	t.files++
	path := string(r.Path)
	// A failure of drydock counts even where BuildKit cannot judge.
	if a.trouble != "" {
		t.disagree(path, &difference{where: "run"}, "drydock: "+a.trouble)
		return true
	}
	if r.panicked != "" || r.unreadable != "" {
		t.unjudged++
		if t.shown < t.show {
			t.shown++
			fmt.Printf("%s: cannot judge: BuildKit panicked or the file is unreadable: %s%s\n",
				path, r.panicked, r.unreadable)
		}
		return false
	}
	if r.Accepted {
		t.accepted++
	} else {
		t.rejected++
	}
	value, err := decode(a.line)
	if err != nil {
		t.disagree(path, &difference{where: "format"}, "drydock: "+err.Error())
		return true
	}
	expected, err := r.comparable()
	if err != nil {
		panic(err) // the line was written by this program
	}
	theirs, _ := value.(map[string]any)
	if found := compareValues("", expected, value); found != nil {
		note := ""
		if found.where == "accepted" {
			note = fmt.Sprintf("BuildKit's error: %q, drydock's error: %s", string(r.Error), showValue(theirs["error"]))
		}
		t.disagree(path, found, note)
		return true
	}
	if !r.Accepted {
		t.bothReject++
		if fmt.Sprint(theirs["error_line"]) == strconv.Itoa(*r.ErrorLine) {
			t.sameLine++
		}
		if theirs["stage"] == r.Stage {
			t.sameStage++
		}
	}
	return false
}

// comparable returns the part of a report that drydock must agree with. For a file that BuildKit's parser rejects that
// is the verdict alone; for one that only its instructions package rejects, everything but the typed form.
func (r *report) comparable() (map[string]any, error) {
	line, err := encode(r)
	if err != nil {
		return nil, err
	}
	value, err := decode(line)
	if err != nil {
		return nil, err
	}
	all := value.(map[string]any)
	keys := []string{"accepted", "escape", "directives", "syntax", "instructions"}
	if r.Stage == "parser" {
		keys = keys[:1]
	}
	part := map[string]any{}
	for _, key := range keys {
		part[key] = all[key]
	}
	return part, nil
}

var indices = regexp.MustCompile(`\[\d+\]`)

func (t *tally) disagree(path string, found *difference, note string) {
	t.disagreements++
	t.byPlace[indices.ReplaceAllString(found.where, "[]")]++
	if t.shown >= t.show {
		return
	}
	t.shown++
	fmt.Printf("%s: %s", path, found.where)
	if found.buildkit != nil || found.drydock != nil {
		fmt.Printf("\n  BuildKit: %s\n  drydock:  %s", showValue(found.buildkit), showValue(found.drydock))
	}
	if note != "" {
		fmt.Printf("\n  %s", note)
	}
	fmt.Println()
}

// finish prints the figures and the summary line, and returns the exit status.
func (t *tally) finish() int {
	for _, place := range slices.Sorted(maps.Keys(t.byPlace)) {
		fmt.Printf("differ first at %s: %d\n", place, t.byPlace[place])
	}
	fmt.Printf("of %d files that both reject: same line %d, same stage %d\n", t.bothReject, t.sameLine, t.sameStage)
	if t.unjudged > 0 {
		fmt.Printf("cannot judge %d files: BuildKit panicked or the file is unreadable\n", t.unjudged)
	}
	fmt.Printf("compared %d files: %d accepted, %d rejected, %d disagreements\n",
		t.files, t.accepted, t.rejected, t.disagreements)
	if t.disagreements > 0 {
		return statusDisagreement
	}
	return statusFine
}
