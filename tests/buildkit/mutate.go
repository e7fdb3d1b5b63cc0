// This file is "judge mutate": it compares drydock with BuildKit on files changed at random.
package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

// mutationRun is one run of "judge mutate".
type mutationRun struct {
	corpus []string
	seed   uint64
	keep   string
	left   int // how many more disagreeing mutants may be kept
}

func mutateCommand(args []string) (int, error) {
	flags := newFlags("mutate")
	binary := flags.String("drydock", "", "the drydock program to judge")
	list := flags.String("files-from", "", "file with one path a line, - for standard input")
	seed := flags.Uint64("seed", 1, "the same seed over the same list gives the same mutants")
	count := flags.Int("count", 10000, "number of mutants")
	show := flags.Int("show", 20, "print at most this many disagreements")
	keep := flags.String("keep", "", "folder to keep disagreeing mutants in")
	keepMax := flags.Int("keep-max", 1000, "keep at most this many")
	if err := parseFlags(flags, args); err != nil {
		return 0, err
	}
	if err := checkBinary(*binary); err != nil {
		return 0, err
	}
	if *list == "" {
		return 0, errors.New("--files-from is required")
	}
	corpus, err := inputPaths(*list, flags.Args())
	if err != nil {
		return 0, err
	}
	if *keep != "" {
		if err := os.MkdirAll(*keep, 0o755); err != nil {
			return 0, err
		}
	}
	run := &mutationRun{corpus: corpus, seed: *seed, keep: *keep, left: *keepMax}
	result := newTally(*show)
	started := time.Now()
	for first := 0; first < *count; first += batchSize {
		if err := run.batch(*binary, first, min(batchSize, *count-first), result); err != nil {
			return 0, err
		}
	}
	took := time.Since(started)
	fmt.Printf("seed %d: %d mutants in %.1f s, %.0f a second; BuildKit panicked on %d\n",
		*seed, *count, took.Seconds(), float64(*count)/took.Seconds(), result.unjudged)
	return result.finish(), nil
}

// batch writes some mutants to a folder, judges them and removes them again.
func (run *mutationRun) batch(binary string, first, count int, result *tally) error {
	folder, err := os.MkdirTemp("", "mutants-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	paths := make([]string, count)
	for i := range paths {
		paths[i] = filepath.Join(folder, fmt.Sprintf("seed%d-%07d", run.seed, first+i))
		mutant, err := run.mutant(first + i)
		if err != nil {
			return err
		}
		if err := os.WriteFile(paths[i], mutant, 0o644); err != nil {
			return err
		}
	}
	for _, i := range result.compareBatch(binary, paths) {
		if run.keep == "" || run.left <= 0 {
			break
		}
		run.left--
		kept := filepath.Join(run.keep, filepath.Base(paths[i]))
		data, err := os.ReadFile(paths[i])
		if err != nil {
			return err
		}
		if err := os.WriteFile(kept, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// mutant makes the mutant of a number. It depends on the seed, the number and the corpus alone, so that a run with a
// larger count begins with the same mutants.
func (run *mutationRun) mutant(number int) ([]byte, error) {
	random := rand.New(rand.NewPCG(run.seed, uint64(number)))
	var failed error
	choose := func() []byte {
		data, err := os.ReadFile(run.corpus[random.IntN(len(run.corpus))])
		if err != nil {
			failed = err
		}
		return data[:min(len(data), maxMutant)]
	}
	m := &mutator{random: random, donor: choose}
	mutant := m.mutate(choose())
	return mutant, failed
}
