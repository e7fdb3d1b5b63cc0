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

// mutationFlags are the flags of the commands that change files at random.
type mutationFlags struct {
	binary string
	count  int
	show   int
	run    *mutationRun
}

// parseMutationFlags reads the command line of one of them. program is the flag that names the binary to judge, purpose
// says what it is, and products says what the command makes.
func parseMutationFlags(name, program, purpose, products string, args []string) (*mutationFlags, error) {
	flags := newFlags(name)
	binary := flags.String(program, "", purpose)
	list := flags.String("files-from", "", "file with one path a line, - for standard input")
	seed := flags.Uint64("seed", 1, "the same seed over the same list gives the same "+products)
	count := flags.Int("count", 10000, "number of "+products)
	show := flags.Int("show", 20, "print at most this many disagreements")
	keep := flags.String("keep", "", "folder to keep the files of disagreements in")
	keepMax := flags.Int("keep-max", 1000, "keep at most this many")
	if err := parseFlags(flags, args); err != nil {
		return nil, err
	}
	if err := checkBinary(*binary); err != nil {
		return nil, err
	}
	if *list == "" {
		return nil, errors.New("--files-from is required")
	}
	corpus, err := inputPaths(*list, flags.Args())
	if err != nil {
		return nil, err
	}
	if *keep != "" {
		if err := os.MkdirAll(*keep, 0o755); err != nil {
			return nil, err
		}
	}
	run := &mutationRun{corpus: corpus, seed: *seed, keep: *keep, left: *keepMax}
	return &mutationFlags{binary: *binary, count: *count, show: *show, run: run}, nil
}

func mutateCommand(args []string) (int, error) {
	given, err := parseMutationFlags("mutate", "drydock", "the drydock program to judge", "mutants", args)
	if err != nil {
		return 0, err
	}
	result := newTally(given.show)
	started := time.Now()
	for first := 0; first < given.count; first += batchSize {
		if err := given.run.batch(given.binary, first, min(batchSize, given.count-first), result); err != nil {
			return 0, err
		}
	}
	took := time.Since(started)
	fmt.Printf("seed %d: %d mutants in %.1f s, %.0f a second; BuildKit panicked on %d\n",
		given.run.seed, given.count, took.Seconds(), float64(given.count)/took.Seconds(), result.unjudged)
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
	m, failed := run.mutator(run.seed, number)
	mutant := m.mutate(m.donor())
	return mutant, *failed
}

// mutator makes the mutator of a number, which takes its texts from the corpus, and where it notes that one cannot be
// read.
func (run *mutationRun) mutator(seed uint64, number int) (*mutator, *error) {
	random := rand.New(rand.NewPCG(seed, uint64(number)))
	failed := new(error)
	donor := func() []byte {
		data, err := os.ReadFile(run.corpus[random.IntN(len(run.corpus))])
		if err != nil {
			*failed = err
		}
		return data[:min(len(data), maxMutant)]
	}
	return &mutator{random: random, donor: donor}, failed
}
