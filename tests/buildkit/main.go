// Command judge asks BuildKit's own packages what a Dockerfile means and compares drydock's answers with theirs.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

const usage = `usage:
  judge read    [--files-from LIST] [FILES...]
  judge compare --drydock BINARY [--files-from LIST] [--show N] [FILES...]
  judge mutate  --drydock BINARY --files-from LIST --seed S --count N [--show N] [--keep DIR] [--keep-max N]
  judge model   [--base empty|loaded] [--files-from LIST] [FILES...]
  judge compare-model --drydock BINARY [--base empty|loaded] [--files-from LIST] [--show N] [--failures] [FILES...]
  judge same    --files-from PAIRS [--show N] [--exclude-start=false]
  judge lint    [--files-from LIST] [--rules A,B] [--show N] [--reasons REMARKS] [FILES...]
  judge equal   --comparer BINARY --files-from LIST --seed S --count N [--show N] [--keep DIR] [--keep-max N]
  judge vary    --files-from LIST --seed S --count N --into DIR
`

// The exit statuses of every subcommand.
const (
	statusFine         = 0
	statusDisagreement = 1
	statusUsage        = 2
)

// errUsage marks a wrong command line whose cause the flag package has already printed.
var errUsage = errors.New("wrong command line")

// console receives this program's own complaints. It is the standard error the program was started with: see quiet.
var console io.Writer = os.Stderr

func main() {
	quiet()
	os.Exit(run(os.Args[1:]))
}

// quiet points os.Stderr at the null device. BuildKit's shell lexer uses text/scanner, which prints a complaint to
// os.Stderr for every NUL and every byte that is not UTF-8; over a mutated corpus that buries everything else.
// A crash of the Go runtime is not affected, because the runtime writes to the file descriptor itself.
func quiet() {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return
	}
	console = os.Stderr
	os.Stderr = null
}

func run(args []string) int {
	if len(args) == 0 {
		fmt.Fprint(console, usage)
		return statusUsage
	}
	commands := map[string]func([]string) (int, error){
		"read":    readCommand,
		"compare": compareCommand,
		"mutate":  mutateCommand,
		"model":   modelCommand,
		"same":    sameCommand,
		"lint":    lintCommand,
		"equal":   equalCommand,
		"vary":    varyCommand,

		"compare-model": compareModelCommand,
	}
	command, known := commands[args[0]]
	if !known {
		fmt.Fprint(console, usage)
		return statusUsage
	}
	status, err := command(args[1:])
	if err != nil {
		if !errors.Is(err, errUsage) {
			fmt.Fprintf(console, "judge %s: %v\n", args[0], err)
		}
		return statusUsage
	}
	return status
}

// newFlags returns a flag set that reports a wrong command line to console and leaves the exit status to run.
func newFlags(name string) *flag.FlagSet {
	flags := flag.NewFlagSet("judge "+name, flag.ContinueOnError)
	flags.SetOutput(console)
	return flags
}

func parseFlags(flags *flag.FlagSet, args []string) error {
	if err := flags.Parse(args); err != nil {
		return errUsage
	}
	return nil
}
