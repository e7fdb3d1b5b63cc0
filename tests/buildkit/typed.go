// This file describes the typed form of an instruction: what BuildKit's instructions package makes of its words.
package main

import (
	"fmt"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

type fromTyped struct {
	Image    text `json:"image"`
	Name     text `json:"name"`
	Platform text `json:"platform"`
}

type commandTyped struct {
	Exec    bool   `json:"exec"`
	Command []text `json:"command"`
}

type runTyped struct {
	commandTyped
	Files    []runFile   `json:"files"`
	Network  text        `json:"network"`
	Security text        `json:"security"`
	Devices  []runDevice `json:"devices"`
}

type runFile struct {
	Name  text `json:"name"`
	Data  text `json:"data"`
	Chomp bool `json:"chomp"`
}

type runDevice struct {
	Name     text `json:"name"`
	Required bool `json:"required"`
}

type pairsTyped struct {
	Pairs []pair `json:"pairs"`
}

type pair struct {
	Key         text `json:"key"`
	Value       text `json:"value"`
	NoDelimiter bool `json:"no_delimiter"`
}

type valueTyped struct {
	Value text `json:"value"`
}

type exposeTyped struct {
	Ports []text `json:"ports"`
}

type volumeTyped struct {
	Volumes []text `json:"volumes"`
}

// transferTyped is what ADD and COPY have in common.
type transferTyped struct {
	Sources     []text        `json:"sources"`
	Contents    []fileContent `json:"contents"`
	Destination text          `json:"destination"`
	Chown       text          `json:"chown"`
	Chmod       text          `json:"chmod"`
	Link        bool          `json:"link"`
	Exclude     []text        `json:"exclude"`
}

type fileContent struct {
	Path   text `json:"path"`
	Data   text `json:"data"`
	Expand bool `json:"expand"`
}

type copyTyped struct {
	transferTyped
	From    text `json:"from"`
	Parents bool `json:"parents"`
}

type addTyped struct {
	transferTyped
	Checksum   text  `json:"checksum"`
	KeepGitDir *bool `json:"keep_git_dir"`
	Unpack     *bool `json:"unpack"`
}

type argTyped struct {
	Args []argument `json:"args"`
}

type argument struct {
	Key   text  `json:"key"`
	Value *text `json:"value"`
}

type onbuildTyped struct {
	Expression text `json:"expression"`
}

// healthcheckTyped gives its durations in nanoseconds.
type healthcheckTyped struct {
	Test          []text `json:"test"`
	Interval      int64  `json:"interval"`
	Timeout       int64  `json:"timeout"`
	StartPeriod   int64  `json:"start_period"`
	StartInterval int64  `json:"start_interval"`
	Retries       int    `json:"retries"`
}

type shellTyped struct {
	Shell []text `json:"shell"`
}

// typed describes the result of instructions.ParseInstruction.
func typed(command any) any {
	switch c := command.(type) {
	case *instructions.Stage:
		return fromTyped{text(c.BaseName), text(c.Name), text(c.Platform)}
	case *instructions.RunCommand:
		return describeRun(c)
	case *instructions.CmdCommand:
		return describeCommand(c.ShellDependantCmdLine)
	case *instructions.EntrypointCommand:
		return describeCommand(c.ShellDependantCmdLine)
	case *instructions.EnvCommand:
		return describePairs(c.Env)
	case *instructions.LabelCommand:
		return describePairs(c.Labels)
	case *instructions.MaintainerCommand:
		return valueTyped{text(c.Maintainer)}
	case *instructions.WorkdirCommand:
		return valueTyped{text(c.Path)}
	case *instructions.UserCommand:
		return valueTyped{text(c.User)}
	case *instructions.StopSignalCommand:
		return valueTyped{text(c.Signal)}
	case *instructions.ExposeCommand:
		return exposeTyped{texts(c.Ports)}
	case *instructions.VolumeCommand:
		return volumeTyped{texts(c.Volumes)}
	case *instructions.AddCommand:
		common := describeTransfer(c.SourcesAndDest, c.Chown, c.Chmod, c.Link, c.ExcludePatterns)
		return addTyped{common, text(c.Checksum), c.KeepGitDir, c.Unpack}
	case *instructions.CopyCommand:
		common := describeTransfer(c.SourcesAndDest, c.Chown, c.Chmod, c.Link, c.ExcludePatterns)
		return copyTyped{common, text(c.From), c.Parents}
	case *instructions.ArgCommand:
		return describeArg(c)
	case *instructions.OnbuildCommand:
		return onbuildTyped{text(c.Expression)}
	case *instructions.HealthCheckCommand:
		h := c.Health
		return healthcheckTyped{texts(h.Test), int64(h.Interval), int64(h.Timeout), int64(h.StartPeriod),
			int64(h.StartInterval), h.Retries}
	case *instructions.ShellCommand:
		return shellTyped{texts(c.Shell)}
	}
	panic(fmt.Sprintf("no description for %T", command))
}

func describeCommand(c instructions.ShellDependantCmdLine) commandTyped {
	return commandTyped{!c.PrependShell, texts(c.CmdLine)}
}

func describeRun(c *instructions.RunCommand) runTyped {
	result := runTyped{
		commandTyped: describeCommand(c.ShellDependantCmdLine),
		Files:        []runFile{},
		Network:      text(instructions.GetNetwork(c)),
		Security:     text(instructions.GetSecurity(c)),
		Devices:      []runDevice{},
	}
	for _, file := range c.Files {
		result.Files = append(result.Files, runFile{text(file.Name), text(file.Data), file.Chomp})
	}
	for _, device := range instructions.GetDevices(c) {
		result.Devices = append(result.Devices, runDevice{text(device.Name), device.Required})
	}
	return result
}

func describePairs(list instructions.KeyValuePairs) pairsTyped {
	result := pairsTyped{[]pair{}}
	for _, p := range list {
		result.Pairs = append(result.Pairs, pair{text(p.Key), text(p.Value), p.NoDelim})
	}
	return result
}

func describeTransfer(
	paths instructions.SourcesAndDest, chown, chmod string, link bool, exclude []string,
) transferTyped {
	result := transferTyped{
		Sources:     texts(paths.SourcePaths),
		Contents:    []fileContent{},
		Destination: text(paths.DestPath),
		Chown:       text(chown),
		Chmod:       text(chmod),
		Link:        link,
		Exclude:     texts(exclude),
	}
	for _, c := range paths.SourceContents {
		result.Contents = append(result.Contents, fileContent{text(c.Path), text(c.Data), c.Expand})
	}
	return result
}

func describeArg(c *instructions.ArgCommand) argTyped {
	result := argTyped{[]argument{}}
	for _, a := range c.Args {
		described := argument{Key: text(a.Key)}
		if a.Value != nil {
			value := text(*a.Value)
			described.Value = &value
		}
		result.Args = append(result.Args, described)
	}
	return result
}
