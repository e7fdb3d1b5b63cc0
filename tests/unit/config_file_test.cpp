// Configuration files: what is refused and what is said then, how layers lie over each other, and which files patterns
// match.
#include "config/config_file.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace drydock {
namespace {

namespace fs = std::filesystem;

ConfigReading read(std::string_view text) { return read_config("c.toml", std::string(text), "/nowhere", "/work"); }

/// The first line of what is said, and the help.
std::string said_of(std::string_view text) {
  const std::string errors = read(text).errors;
  const std::size_t help = errors.find("= help: ");
  return errors.substr(0, errors.find('\n')) +
         (help == std::string::npos ? "" : "; " + errors.substr(help + 8, errors.find('\n', help) - help - 8));
}

TEST(ConfigFile, ReadsAllKeys) {
  const ConfigReading reading = read(R"(
extend = "../shared.toml"
level = "intended"
assume = ["base-os"]
targets = ["web"]
ignore-comments = false
exclude = ["vendor/**"]

[passes]
all = true
quote_values = false
fix_instruction_casing = { style = "lower", enabled = false }
shell_to_exec_form.exec_prefix = true

[[overrides]]
paths = ["x"]
level = "identical"

[[overrides]]
paths = ["y"]
)");
  ASSERT_TRUE(reading.file) << reading.errors;
  const ConfigFile& file = *reading.file;
  EXPECT_EQ(file.extends->value, "/shared.toml");
  EXPECT_EQ(file.settings.level->value, Level::intended);
  EXPECT_EQ(file.settings.level->place.position.line, 3U);
  EXPECT_EQ(file.settings.assume->value, std::vector{Assumption::base_os});
  EXPECT_EQ(file.settings.targets->value, std::vector<std::string>{"web"});
  EXPECT_FALSE(file.settings.ignore_comments->value);
  EXPECT_EQ(file.settings.base->value, PassBase::all);
  EXPECT_FALSE(file.settings.passes.at("quote_values").on->value);
  EXPECT_FALSE(file.settings.passes.at("fix_instruction_casing").on->value);
  EXPECT_EQ(file.settings.passes.at("fix_instruction_casing").options.at("style").value, "lower");
  EXPECT_TRUE(file.settings.passes.at("shell_to_exec_form").on->value);
  EXPECT_EQ(file.settings.passes.at("shell_to_exec_form").options.at("exec_prefix").value, "true");
  ASSERT_EQ(file.overrides.size(), 2U);
  EXPECT_EQ(file.overrides[0].settings.level->value, Level::identical);
  EXPECT_TRUE(read("").file) << "nothing has to be set";
}

TEST(ConfigFile, SaysWhatIsWrongAndWhatWasMeant) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"levle = \"identical\"\n", "c.toml:1:1: error: there is no key \"levle\" [unknown-key]; did you mean level?"},
      {"x = 1\n",
       "c.toml:1:1: error: there is no key \"x\" [unknown-key]; known are passes, level, assume, targets, context, "
       "images, ignore-comments, extend, exclude, overrides"},
      {"\nlevel = \"identicl\"\n",
       "c.toml:2:9: error: \"level\" takes identical, equivalent, intended [bad-value]; did you mean identical?"},
      {"level = 3\n", "c.toml:1:9: error: \"level\" takes a text in quotes [bad-value]"},
      {"assume = [\"base-os\", \"base-shel\"]\n",
       "c.toml:1:22: error: there is no assumption \"base-shel\" [bad-value]; did you mean base-shell?"},
      {"assume = \"all\"\n",
       "c.toml:1:10: error: \"assume\" takes a list of texts [bad-value]; put the value in [ and ]"},
      {"ignore-comments = \"no\"\n", "c.toml:1:19: error: \"ignore-comments\" takes true or false [bad-value]"},
      {"context = \"none\"\n", "c.toml:1:11: error: none is no folder [bad-value]"},
      {"passes = [\"all\"]\n",
       "c.toml:1:10: error: \"passes\" takes a table [bad-value]; write [passes] and below it a line such as "
       "shell_to_exec_form = false"},
      {"[passes]\nshell_to_exec_from = true\n",
       "c.toml:2:1: error: there is no pass \"shell_to_exec_from\" [unknown-pass]; did you mean shell_to_exec_form?"},
      {"[passes]\nfix_as_casing = \"on\"\n",
       "c.toml:2:17: error: \"fix_as_casing\" takes true, false or a table with options [bad-value]"},
      {"[passes.fix_instruction_casing]\nstile = \"lower\"\n",
       "c.toml:2:1: error: there is no key \"passes.fix_instruction_casing.stile\" [unknown-key]; did you mean style?"},
      {"[passes.fix_instruction_casing]\nstyle = \"low\"\n",
       "c.toml:2:9: error: \"style\" takes majority, lower, upper [bad-value]"},
      {"[images]\na = \"none.json\"\n",
       "c.toml:2:5: error: none.json: cannot open: No such file or directory [bad-value]; name the output of `docker "
       "image inspect`, or an OCI image config"},
      {"[[overrides]]\nlevel = \"identical\"\n",
       "c.toml:1:1: error: these overrides have no \"paths\" [missing-key]; say which files they are for: paths = "
       "[\"services/**\"]"},
      {"[[overrides]]\npaths = [\"a\"]\nexclude = [\"b\"]\n",
       "c.toml:3:1: error: there is no key \"overrides.exclude\" [unknown-key]; known are passes, level, assume, "
       "targets, context, images, ignore-comments, paths"},
      {"overrides = 1\n", "c.toml:1:13: error: \"overrides\" takes tables [bad-value]; write [[overrides]]"},
  };
  for (const auto& [text, said] : cases) EXPECT_EQ(said_of(text), said) << text;
  EXPECT_TRUE(said_of("level = \n").starts_with("c.toml:1:9: error: ")) << said_of("level = \n");
  EXPECT_TRUE(said_of("\"\xC3\xA4\xF0\x9F\x98\x80\" = 1\nlevel = [").starts_with("c.toml:2:"))
      << said_of("\"\xC3\xA4\" = 1\nlevel = [");
  EXPECT_TRUE(said_of("'\xC3\xA4\xF0\x9F\x98\x80' = { a = 1 }\n").starts_with("c.toml:1:1: error: there is no key"))
      << said_of("'\xC3\xA4' = 1\n");
  const std::string both = read("x = 1\ny = 2\n").errors;
  EXPECT_NE(both.find("c.toml:1:1"), std::string::npos);
  EXPECT_NE(both.find("c.toml:2:1"), std::string::npos) << "all that is wrong is said at once";
}

TEST(ConfigFile, LaterLayersBeatEarlierOnes) {
  SettingsLayer layer = read("level = \"identical\"\n"
                             "[passes]\nquote_values = true\nfix_as_casing = false\nmaintainer_to_label.key = \"a\"\n")
                            .file->settings;
  layer.overlay(read("assume = []\n[passes]\nquote_values = false\nmaintainer_to_label = false\n").file->settings);
  EXPECT_EQ(layer.level->value, Level::identical);
  EXPECT_TRUE(layer.assume->value.empty());
  EXPECT_FALSE(layer.passes.at("quote_values").on->value);
  EXPECT_FALSE(layer.passes.at("fix_as_casing").on->value);
  EXPECT_FALSE(layer.passes.at("maintainer_to_label").on->value);
  EXPECT_EQ(layer.passes.at("maintainer_to_label").options.at("key").value, "a")
      << "options stay for whoever switches it on";
  layer.overlay(read("passes.default = true\n").file->settings);
  EXPECT_FALSE(layer.passes.at("fix_as_casing").on) << "the default passes are chosen anew";
}

TEST(ConfigFile, PatternsMatchNamesAndFolders) {
  const auto match = [](std::string pattern, std::string_view path) {
    return Globs{{std::move(pattern)}, "/work"}.match(path);
  };
  EXPECT_TRUE(match("Dockerfile", "/work/Dockerfile"));
  EXPECT_TRUE(match("Dockerfile", "/work/a/b/Dockerfile")) << "without a slash: anywhere";
  EXPECT_TRUE(match("vendor", "/work/a/vendor/b/Dockerfile")) << "a folder on the way";
  EXPECT_TRUE(match("*.tmpl", "/work/a/x.tmpl"));
  EXPECT_FALSE(match("*.tmpl", "/work/a/x.tmp"));
  EXPECT_TRUE(match("a/*", "/work/a/x"));
  EXPECT_TRUE(match("a/*", "/work/a/b/x")) << "a/b is a folder that it lies in";
  EXPECT_FALSE(match("a/*/x", "/work/a/b/c/x")) << "* stays within a name";
  EXPECT_TRUE(match("a/**/x", "/work/a/b/c/x"));
  EXPECT_TRUE(match("a/**/x", "/work/a/x"));
  EXPECT_TRUE(match("a/**", "/work/a/b/x"));
  EXPECT_FALSE(match("a/**", "/work/b/a/x")) << "with a slash: from the root";
  EXPECT_TRUE(match("./a/x", "/work/a/x"));
  EXPECT_TRUE(match("/a/x", "/work/a/x"));
  EXPECT_TRUE(match("a/", "/work/b/a/x"));
  EXPECT_TRUE(match("[ab]/x?", "/work/b/x1"));
  EXPECT_FALSE(match("a/x", "/elsewhere/a/x"));
  EXPECT_TRUE(match("elsewhere/a/x", "/elsewhere/a/x")) << "outside of the root: from the root of the file system";
  EXPECT_TRUE(match("x", "/elsewhere/a/x"));
}

}  // namespace
}  // namespace drydock
