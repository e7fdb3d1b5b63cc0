// Which files are found, and the rules of .gitignore held against Git's own.
#include "discover/discover.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "discover/build_files.hpp"
#include "discover/ignore.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace drydock {
namespace {

namespace fs = std::filesystem;

class Discover : public testing::Test, protected TemporaryFolder {
 protected:

  void write(const std::string& name, std::string_view bytes = "FROM debian\n") const {
    TemporaryFolder::write(name, bytes);
  }
  /// The paths that are found, from the folder on.
  [[nodiscard]] std::vector<std::string> found(const DiscoverOptions& options = {},
                                               const std::string& below = "") const {
    std::vector<std::string> paths;
    for (const FoundFile& file : discover({(folder() / below).string()}, options).files) {
      paths.push_back(fs::path(file.path).lexically_relative(folder()).string());
      EXPECT_TRUE(fs::equivalent(fs::path(file.repository) / file.name, file.path)) << file.path;
    }
    return paths;
  }
};

using Paths = std::vector<std::string>;

TEST(DockerfileNames, AreKnown) {
  for (const char* name :
       {"Dockerfile", "dockerfile", "Containerfile", "containerfile", "Dockerfile.dev", "Dockerfile.a.b",
        "web.Dockerfile", "web.dockerfile", "x.Containerfile", "Containerfile.x", "dockerfile.x"}) {
    EXPECT_TRUE(is_dockerfile_name(name)) << name;
  }
  for (const char* name :
       {"", "Dockerfile.", "Dockerfiles", "MyDockerfile", "Dockerfile-dev", "Dockerfile.dockerignore", ".dockerignore",
        "Dockerfile~", "Dockerfile.orig", "Dockerfile.x.bak", "Dockerfile.swp", "Dockerfile.rej", "DOCKERFILE",
        ".Dockerfile", "docker"}) {
    EXPECT_FALSE(is_dockerfile_name(name)) << name;
  }
}

TEST_F(Discover, FindsTheSameOnAnyNumberOfThreads) {
  for (int i = 0; i < 40; ++i) {
    const std::string name = "project" + std::to_string(i);
    write(name + "/Dockerfile");
    for (int k = 0; k < 3; ++k) write(name + "/sub" + std::to_string(k) + "/web.Dockerfile");
    if (i % 3 == 0) write(name + "/.git/info/exclude", "sub1/\n");
    if (i % 4 == 0) write(name + "/.gitignore", "/sub2\nsub0/web.*\n");
    if (i % 5 == 0) write(name + "/.drydock.toml", "");
    if (i % 6 == 0) fs::create_symlink("Dockerfile", folder() / name / "a.Dockerfile");
    if (i % 7 == 0) fs::create_symlink("/etc/passwd", folder() / name / "b.Dockerfile");
    if (i % 8 == 0) fs::create_directories(folder() / name / "inner" / ".git");
    if (i % 8 == 0) write(name + "/inner/Dockerfile");
    if (i % 9 == 0) write(name + "/compose.yaml", "services: {web: {build: {context: sub1, dockerfile: other}}}\n");
    if (i % 9 == 0) write(name + "/sub1/other");
    const std::string pipe = (folder() / name / "c.Dockerfile").string();
    EXPECT_TRUE(i % 10 != 0 || ::mkfifo(pipe.c_str(), 0600) == 0);
    if (i % 11 == 0) write(name + "/docker-bake.json", "{");
  }
  DiscoverOptions options;
  options.companion = ".drydock.toml";
  const auto all = [&](std::size_t jobs) {
    options.jobs = jobs;
    const Discovery found = discover({folder().string()}, options);
    std::vector<std::string> lines;
    for (const FoundFile& file : found.files) {
      lines.push_back(file.path + " " + file.repository + " " + file.name + (file.is_alone ? " alone" : ""));
    }
    for (const auto* list : {&found.problems, &found.notes}) {
      for (const Problem& problem : *list) lines.push_back(problem.path + ": " + problem.reason);
    }
    return lines;
  };
  const std::vector<std::string> one = all(1);
  EXPECT_GT(one.size(), 130U);
  for (const std::size_t jobs : {2U, 3U, 8U}) EXPECT_EQ(all(jobs), one) << jobs;
}

TEST_F(Discover, WalksFoldersAndMindsRulesInsideOfRepositoriesOnly) {
  write("a/Dockerfile");
  write("a/.gitignore", "*\n");
  write("b/.git/config", "");
  write("b/.git/Dockerfile");
  write("b/.git/info/exclude", "private/\n");
  write("b/.gitignore", "/out\n*.gen.Dockerfile\n!keep.gen.Dockerfile\n");
  write("b/Dockerfile");
  write("b/out/Dockerfile");
  write("b/sub/out/Dockerfile");
  write("b/x.gen.Dockerfile");
  write("b/keep.gen.Dockerfile");
  write("b/private/Dockerfile");
  write("b/.hidden/Dockerfile");
  write("b/inner/.git", "gitdir: ../.git/modules/inner\n");
  write("b/inner/y.gen.Dockerfile");
  write("b/Dockerfile.d/Dockerfile");
  const Paths usual = {
      "a/Dockerfile",          "b/Dockerfile",        "b/Dockerfile.d/Dockerfile", "b/inner/y.gen.Dockerfile",
      "b/keep.gen.Dockerfile", "b/sub/out/Dockerfile"};
  EXPECT_EQ(found(), usual);
  // What holds above the argument holds in it.
  EXPECT_EQ(found({}, "b/sub"), Paths{"b/sub/out/Dockerfile"});
  write("b/sub/x.gen.Dockerfile");
  EXPECT_EQ(found({}, "b/sub"), Paths{"b/sub/out/Dockerfile"});
  DiscoverOptions all;
  all.ignore = false;
  all.hidden = true;
  Paths more = usual;
  for (const char* path : {"b/.hidden/Dockerfile", "b/out/Dockerfile", "b/private/Dockerfile", "b/sub/x.gen.Dockerfile",
                           "b/x.gen.Dockerfile"}) {
    more.emplace_back(path);
  }
  std::ranges::sort(more);
  EXPECT_EQ(found(all), more);
}

TEST_F(Discover, FindsEachFileOnceAndFollowsNoFolder) {
  write("real/Dockerfile");
  write("real/prod.txt");
  fs::create_directory_symlink("real", folder() / "linked");
  fs::create_directory_symlink("..", folder() / "real" / "loop");
  fs::create_symlink("real/Dockerfile", folder() / "Dockerfile");
  fs::create_symlink("real/prod.txt", folder() / "Dockerfile.prod");
  fs::create_symlink("/etc/passwd", folder() / "Dockerfile.out");
  fs::create_symlink("nothing", folder() / "Dockerfile.gone");
  EXPECT_EQ(found(), (Paths{"real/Dockerfile", "real/prod.txt"}));
  const Discovery twice =
      discover({folder().string(), (folder() / "real").string(), (folder() / "real/Dockerfile").string()}, {});
  EXPECT_EQ(twice.files.size(), 2U);
  EXPECT_TRUE(twice.problems.empty());
  EXPECT_EQ(twice.notes.size(), 2U);
}

TEST_F(Discover, TakesWhatMatchesAndWhatBuildFilesName) {
  write("docker/api.txt");
  write("docker/web");
  write("docker/bake");
  write("docker/hcl");
  write("other/image.build");
  write("compose.yaml",
        "services:\n"
        "  api:\n    build:\n      context: .\n      dockerfile: docker/api.txt\n      target: x\n"
        "  web: {build: {context: docker, dockerfile: web}}\n"
        "  odd: {build: {dockerfile: '${NAME}'}}\n"
        "  in: {build: {dockerfile_inline: 'FROM x'}}\n"
        "  out: {build: {dockerfile: ../../x}}\n"
        "  image: {image: x}\n");
  write("docker-bake.json", R"({"target":{"a":{"context":"docker","dockerfile":"bake"}}})");
  write("sub/docker-bake.hcl", "target \"a\" {\n  context = \"../docker\"\n  dockerfile = \"hcl\" # why\n}\n");
  write("broken/compose.yml", "a: [\n");
  EXPECT_EQ(found(), (Paths{"docker/api.txt", "docker/bake", "docker/hcl", "docker/web"}));
  DiscoverOptions options;
  options.match = {"*.build"};
  EXPECT_EQ(found(options, "other"), Paths{"other/image.build"});
  options.match = {"other/*.build", "docker/w*"};
  EXPECT_EQ(found(options).size(), 5U);
  const Discovery whole = discover({folder().string()}, {});
  EXPECT_EQ(whole.notes.size(), 2U) << "the inline Dockerfile and the broken file";
}

TEST(BuildFiles, AreReadWithoutFailing) {
  EXPECT_EQ(build_file_kind("docker-compose.prod.yml"), BuildFileKind::compose);
  EXPECT_EQ(build_file_kind("composer.yaml"), BuildFileKind::none);
  for (const char* text : {"", "a", "[]", "services: 1", "services: {a: 1, b: {build: [x]}}", "{\"target\": 1}",
                           "target \"a\" {", "&a [*a]"}) {
    for (const BuildFileKind kind : {BuildFileKind::compose, BuildFileKind::bake_json, BuildFileKind::bake_hcl}) {
      const auto builds = builds_in(kind, text);
      EXPECT_TRUE(!builds || builds.value().empty()) << text;
    }
  }
  EXPECT_FALSE(builds_in(BuildFileKind::compose, std::string(100'000, '[')).ok());
}

TEST_F(Discover, TakesWhatTheIndexListsIfThatIsAsked) {
  const auto shell = [&](const std::string& command) {
    return std::system(("cd '" + folder().string() + "' && { " + command + "; } >/dev/null 2>&1").c_str());
  };
  if (shell("git init -q --template= repository && git init -q --template= repository/module") != 0) {
    GTEST_SKIP() << "git is not installed";
  }
  write("Dockerfile");
  write("repository/.gitignore", "ignored/\n");
  for (const char* name : {"Dockerfile", "untracked/Dockerfile", "ignored/Dockerfile", "deleted/Dockerfile",
                           "gone.Dockerfile", ".hidden/Dockerfile", "sub/Dockerfile", "module/Dockerfile",
                           "module/untracked.Dockerfile", "now_a_folder.Dockerfile", "docker/api.txt"}) {
    write("repository/" + std::string(name));
  }
  write("repository/compose.yaml", "services: {a: {build: {dockerfile: docker/api.txt}}}\n");
  fs::create_symlink("../sub/Dockerfile", folder() / "repository/sub/link.Dockerfile");
  ASSERT_EQ(shell("cd repository && git -C module add Dockerfile && "
                  "git add -f Dockerfile ignored deleted gone.Dockerfile .hidden sub compose.yaml "
                  "now_a_folder.Dockerfile && "
                  "git update-index --add --cacheinfo 160000,0123456789012345678901234567890123456789,module && "
                  "git update-index --add --cacheinfo 160000,0123456789012345678901234567890123456789,absent && "
                  "blob=$(git hash-object -w Dockerfile) && "
                  "printf '100644 %s 1\\tconflict.Dockerfile\\n100644 %s 2\\tconflict.Dockerfile\\n' $blob $blob | "
                  "git update-index --index-info"),
            0);
  write("repository/conflict.Dockerfile");
  write("repository/absent/Dockerfile");  // no submodule that is checked out
  fs::remove_all(folder() / "repository/deleted");
  fs::remove(folder() / "repository/gone.Dockerfile");
  fs::remove(folder() / "repository/now_a_folder.Dockerfile");
  write("repository/now_a_folder.Dockerfile/Dockerfile");
  DiscoverOptions options;
  options.tracked = true;
  const Paths inside = {"repository/Dockerfile",     "repository/conflict.Dockerfile", "repository/docker/api.txt",
                        "repository/ignored/Dockerfile", "repository/module/Dockerfile", "repository/sub/Dockerfile"};
  Paths all = inside;
  all.insert(all.begin(), "Dockerfile");
  EXPECT_EQ(found(options), all);
  EXPECT_EQ(found(options, "repository"), inside);
  EXPECT_EQ(found(options, "repository/sub"), Paths{"repository/sub/Dockerfile"});
  EXPECT_EQ(found(options, "repository/module"), Paths{"repository/module/Dockerfile"});
  // The repository around it knows nothing of this one.
  EXPECT_EQ(found(options, "repository/untracked"), Paths{"repository/untracked/Dockerfile"});
  options.hidden = true;
  EXPECT_EQ(found(options, "repository").front(), "repository/.hidden/Dockerfile");
  options.hidden = false;
  // A submodule says in a file where its index is; and an index that cannot be read is no reason to find nothing.
  ASSERT_EQ(shell("mv repository/module/.git kept && echo 'gitdir: ../../kept' >repository/module/.git"), 0);
  EXPECT_EQ(found(options), all);
  write("kept/index", "no index");
  EXPECT_EQ(found(options, "repository/module"),
            (Paths{"repository/module/Dockerfile", "repository/module/untracked.Dockerfile"}));
  const Discovery noted = discover({(folder() / "repository/module").string()}, options);
  ASSERT_EQ(noted.notes.size(), 1U);
  EXPECT_TRUE(noted.notes[0].reason.starts_with("its index is not read")) << noted.notes[0].reason;
  ASSERT_EQ(shell("rm kept/index"), 0);
  EXPECT_EQ(found(options, "repository/module"), Paths{}) << "nothing is tracked yet";
}

// The same paths under the same rules, by `git check-ignore`.
TEST_F(Discover, ReadsRulesAsGitDoes) {
  const auto shell = [&](const std::string& command) {
    return std::system(("cd '" + folder().string() + "' && " + command).c_str());
  };
  if (shell("git init -q --template= . 2>/dev/null") != 0) GTEST_SKIP() << "git is not installed";
  const std::vector<std::string> patterns = {
      "a",    "/a",  "a/",   "a/b",         "/a/b",         "a/*",     "a/**",  "**/b",  "a/**/b", "**/a/b", "*.x",
      "a*",   "*b*", "?",    "[ab]",        "[!a]",         "[a-c].x", "\\a",   "\\!a",  "!a",     "#a",     "a ",
      "a\\ ", "[",   "[]a]", "a[/]b",       "a**b",         "**",      "*",     "/*",    "**/",    "a/**/",  "b/**/c",
      "*/b",  "*/*", "a?b",  "[[:alpha:]]", "[^[:digit:]]", "a\\",     "**a/b", "/**/b", "a//b",   "a.x",    "*.[xy]",
      "/",    "//",  "!",    " ",           "a/b/c",        "**/b/**", "a/*/c"};
  const std::vector<std::string> paths = {"a",     "b",       "c",     "1",     "a.x",   "b.y",   "ab",
                                          "a-b",   "!a",      "#a",    "a ",    "]",     "a/b",   "a/c",
                                          "b/a",   "b/b",     "c/a",   "a/b/c", "a/c/b", "a/a/b", "b/c",
                                          "b/a/c", "b/a/a/c", "c/a/b", "c/b/c", "ba/b",  "x.x/b"};
  // Each path is asked of as a file in folders that no rule is held against: only its own match counts here.
  std::string list;
  for (const std::string& path : paths) list += path + "\n";
  std::size_t ignored = 0;
  std::size_t wrong = 0;
  for (const std::string& pattern : patterns) {
    write(".gitignore", pattern + "\n");
    write("paths", list);
    const int status = shell("git check-ignore --no-index --stdin <paths >ignored 2>errors");
    ASSERT_LE(WEXITSTATUS(status), 1) << pattern;
    std::ifstream stream(folder() / "ignored");
    std::vector<std::string> known;
    for (std::string line; std::getline(stream, line);) {
      known.push_back(line.starts_with('"') ? line.substr(1, line.size() - 2) : line);
    }
    const IgnoreRules rules(pattern + "\n");
    for (const std::string& path : paths) {
      // As the walk does: a folder that is ignored is not looked into.
      bool ours = rules.find(path, false).value_or(false);
      for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
        ours = ours || rules.find(path.substr(0, slash), true).value_or(false);
      }
      const bool theirs = std::ranges::find(known, path) != known.end();
      ignored += theirs ? 1U : 0U;
      wrong += ours != theirs ? 1U : 0U;
      EXPECT_EQ(ours, theirs) << "pattern \"" << pattern << "\", path \"" << path << "\"";
    }
  }
  EXPECT_GT(ignored, 100U);
  EXPECT_EQ(wrong, 0U);
}

TEST_F(Discover, SaysWhichFilesHaveNoCompanion) {
  write("Dockerfile", "");
  write("with/Dockerfile", "");
  write("with/.companion", "");
  write("with/inner/Dockerfile", "");
  DiscoverOptions options;
  options.companion = ".companion";
  std::vector<bool> alone;
  for (const FoundFile& file : discover({folder().string()}, options).files) alone.push_back(file.is_alone);
  EXPECT_EQ(alone, (std::vector<bool>{true, false, true}));
  for (const FoundFile& file : discover({folder().string()}, {}).files) EXPECT_FALSE(file.is_alone);
}

}  // namespace
}  // namespace drydock
