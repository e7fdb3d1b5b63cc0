// What `rewrite --check` remembers: that the tool says the same with it, and believes it for the right files only.
#include "cache/check_cache.hpp"

#include <elf.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "cache/build_identity.hpp"
#include "pipeline/pipeline.hpp"
#include "report/reproducer.hpp"
#include "tests/unit/processes.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace drydock {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;

using enum CheckVerdict;

constexpr std::string_view plain = "FROM debian\nCMD [\"nginx\"]\n";
constexpr std::string_view changeable = "FROM debian\nCMD nginx\n";
constexpr std::string_view broken = "FROM debian\nCMD [1]\n";
constexpr std::string_view warned = "FROM debian\nRUN echo {{ a }}\n";
constexpr std::size_t plenty = 1000;

class Cache : public testing::Test, protected TemporaryFolder {
 protected:
  [[nodiscard]] CheckCache opened(std::string_view identity = "build") const { return {folder(), identity, plenty}; }
};

TEST_F(Cache, AnswersForTheSameBuildSettingsAndBytesOnly) {
  {
    CheckCache cache = opened();
    EXPECT_FALSE(cache.remembers());
    const Digest key = cache.key_of("settings");
    cache.remember(key, cache.digest_of("one"), nothing_to_do);
    cache.remember(key, cache.digest_of("other"), would_be_rewritten);
    cache.save();
  }
  const CheckCache cache = opened();
  ASSERT_TRUE(cache.remembers());
  const Digest key = cache.key_of("settings");
  EXPECT_EQ(cache.find(key, cache.digest_of("one")), nothing_to_do);
  EXPECT_EQ(cache.find(key, cache.digest_of("other")), would_be_rewritten);
  EXPECT_EQ(cache.find(key, cache.digest_of("third")), std::nullopt);
  EXPECT_EQ(cache.find(cache.key_of("setting"), cache.digest_of("one")), std::nullopt);
  const CheckCache next = opened("next build");
  EXPECT_EQ(next.find(next.key_of("settings"), next.digest_of("one")), std::nullopt);
}

TEST_F(Cache, HashesWithASecretOfItsOwn) {
  TemporaryFolder second;
  const CheckCache one = opened();
  const CheckCache other(second.folder(), "build", plenty);
  for (const std::size_t size : {0U, 1U, 16U, 100U, 200U, 240U, 1000U, 5000U}) {
    const std::string text(size, 'x');
    EXPECT_NE(one.digest_of(text), other.digest_of(text)) << size;
  }
}

TEST(BuildIdentity, IsTheOneOfTheProgramThatRuns) {
  const std::string identity = build_identity();
  EXPECT_GE(identity.size(), 8U);
  EXPECT_EQ(identity, build_identity());
}

TEST(BuildIdentity, IsFoundAmongNotes) {
  const std::string other("\4\0\0\0\3\0\0\0\1\0\0\0GNU\0abc\0", 20);
  const std::string note("\4\0\0\0\4\0\0\0\3\0\0\0GNU\0wxyz", 20);
  EXPECT_EQ(build_id_in(note, 4), "wxyz");
  EXPECT_EQ(build_id_in(other + note, 4), "wxyz");
  EXPECT_EQ(build_id_in(other, 4), "");
  EXPECT_EQ(build_id_in(other + "\0\0\0\0"s + note, 8), "wxyz");
  for (std::size_t size = 0; size < note.size(); ++size) EXPECT_EQ(build_id_in(note.substr(0, size), 4), "") << size;
}

/// The build id of a program in a file.
std::string identity_of(const std::string& program) {
  std::ifstream stream(program, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  ElfW(Ehdr) header{};
  std::memcpy(&header, bytes.data(), sizeof header);
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    ElfW(Phdr) segment{};
    std::memcpy(&segment, bytes.data() + header.e_phoff + i * sizeof segment, sizeof segment);
    if (segment.p_type != PT_NOTE) continue;
    const std::string id = build_id_in(std::string_view(bytes).substr(segment.p_offset, segment.p_filesz),
                                       segment.p_align == 8 ? 8 : 4);
    if (!id.empty()) return id;
  }
  return "";
}

struct Outcome {
  int code = -1;
  std::string err;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};
void PrintTo(const Outcome& outcome, std::ostream* out) { *out << outcome.code << '\n' << outcome.err; }

/// Forty files below tree/, a list of them, and the tool with its cache in cache/.
class CacheOfTheTool : public testing::Test, protected TemporaryFolder {
 protected:
  static constexpr std::size_t files = 40;

  CacheOfTheTool() {
    std::string list;
    for (std::size_t i = 0; i < files; ++i) {
      const std::string_view text = i % 4 == 0 ? changeable : i % 4 == 1 ? broken : i % 4 == 2 ? warned : plain;
      write(name(i), std::string(text) + "# " + std::to_string(i) + "\n");
      list += name(i) + "\n";
    }
    write("list", list);
  }

  static std::string name(std::size_t i) { return "tree/d" + std::to_string(i) + "/Dockerfile"; }
  [[nodiscard]] Outcome run(std::vector<std::string> words, std::vector<std::string> variables) const {
    words.insert(words.begin(), {DRYDOCK_TOOL, "rewrite", "--check"});
    variables.emplace_back("PATH=/usr/bin:/bin");
    const int code = run_process({.words = std::move(words),
                                  .variables = std::move(variables),
                                  .folder = folder(),
                                  .output = streams_.file("out"),
                                  .errors = streams_.file("err")});
    return {code, streams_.bytes_of("err")};
  }
  [[nodiscard]] Outcome check(std::vector<std::string> words = {}) const {
    words.insert(words.end(), {"--files-from", "list", "--cache-dir", "cache"});
    return run(std::move(words), {});
  }
  [[nodiscard]] Outcome without(std::vector<std::string> words = {}) const {
    words.insert(words.end(), {"--files-from", "list", "--no-cache"});
    return run(std::move(words), {});
  }
  [[nodiscard]] CheckCache cache(std::string_view identity) const { return {file("cache"), identity, files}; }
  /// The settings of a run without options, as the tool gives them to the cache.
  [[nodiscard]] static std::string settings() { return settings_json({.passes = default_passes()}, {}); }
  [[nodiscard]] static std::string identity() { return identity_of(DRYDOCK_TOOL); }

 private:
  TemporaryFolder streams_;
};

TEST_F(CacheOfTheTool, ChangesNothingThatIsSaid) {
  for (const std::vector<std::string>& options :
       {std::vector<std::string>{}, {"--quiet"}, {"--jobs=1"}, {"--level=identical"}, {"--passes=all"},
        {"--passes="}, {"--no-ignore-comments"}, {"--bisect-limit=0"}, {"--remarks"}, {"--report-unused-ignores"},
        {"--target=a"}, {"--assume=all"}, {"--context=."}, {"--print-after-change"}}) {
    const Outcome expected = without(options);
    EXPECT_NE(expected.code, -1);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(check(options), expected) << (options.empty() ? "" : options.front());
  }
  EXPECT_EQ(run({"tree", "--cache-dir", "cache"}, {}), run({"tree", "--no-cache"}, {}));
  EXPECT_EQ(run({"tree", "--quiet", "--cache-dir", "cache"}, {}), run({"tree", "--quiet", "--no-cache"}, {}));
}

TEST_F(CacheOfTheTool, RemembersWhatIsToldInOneWord) {
  const Outcome expected = check();
  const std::string id = identity();
  ASSERT_NE(id, "");
  const CheckCache now = cache(id);
  const Digest key = now.key_of(settings());
  for (std::size_t i = 0; i < files; ++i) {
    const auto found = now.find(key, now.digest_of(bytes_of(name(i))));
    // BuildKit refuses the second, and there is a warning about the third.
    const std::array<std::optional<CheckVerdict>, 4> expected_verdicts = {would_be_rewritten, {}, {}, nothing_to_do};
    EXPECT_EQ(found, expected_verdicts[i % 4]) << i;
  }
  EXPECT_EQ(check(), expected);
  // What is not printed has not to be said again.
  static_cast<void>(check({"--quiet"}));
  const CheckCache quiet = cache(id);
  EXPECT_EQ(quiet.find(quiet.key_of(settings() + "quiet"), quiet.digest_of(bytes_of(name(2)))), nothing_to_do);
  EXPECT_EQ(check(), expected);
}

TEST_F(CacheOfTheTool, IsBelievedForTheRightKeyOnly) {
  static_cast<void>(check());
  const std::string id = identity();
  write(name(0), changeable);
  const auto lie = [&](std::string_view build, const std::string& key, std::string_view text) {
    CheckCache poisoned = cache(build);
    for (int i = 0; i < 3; ++i) {  // so that it is worth a write
      const std::string other = std::string(text) + std::string(static_cast<std::size_t>(i), '#');
      poisoned.remember(poisoned.key_of(key), poisoned.digest_of(other), nothing_to_do);
    }
    poisoned.save();
    return !check().err.starts_with("drydock: " + name(0) + ": would be rewritten\n");
  };
  EXPECT_FALSE(lie("another build", settings(), changeable));
  EXPECT_FALSE(lie(id, settings() + "quiet", changeable));
  EXPECT_FALSE(lie(id, settings(), std::string(changeable) + "\n"));
  EXPECT_TRUE(lie(id, settings(), changeable)) << "the tool does not ask the cache";
  EXPECT_FALSE(check({"--level=intended"}).err.starts_with("drydock: " + name(1)));
  EXPECT_EQ(check({"--level=intended"}), without({"--level=intended"}));
  EXPECT_EQ(check({"--remarks"}), without({"--remarks"}));
  EXPECT_EQ(check({"--context=."}), without({"--context=."}));
  EXPECT_EQ(check({"--report-unused-ignores"}), without({"--report-unused-ignores"}));
  EXPECT_EQ(check({"--print-after-change"}), without({"--print-after-change"}));
}

TEST_F(CacheOfTheTool, SeesWhatHasChanged) {
  static_cast<void>(check());
  write(name(0), plain);
  write(name(3), changeable);
  EXPECT_EQ(check(), without());
  EXPECT_NE(check().err.find(name(3)), std::string::npos);
  write("tree/.drydock.toml", "passes.default = false\n");
  const Outcome none = check();
  EXPECT_EQ(none, without());
  EXPECT_EQ(none.err.find("would be"), std::string::npos);
  EXPECT_EQ(check(), none);
  write("tree/.drydock.toml", "exclude = [\"d4\"]\n");
  EXPECT_EQ(check(), without());
  EXPECT_NE(check().err.find(name(4) + ": left alone"), std::string::npos);
  write("tree/d4/.drydock.toml", "no such key = 1\n");
  EXPECT_EQ(check(), without());
  fs::remove(file("tree/.drydock.toml"));
  fs::remove(file("tree/d4/.drydock.toml"));
  fs::remove(file(name(8)));
  EXPECT_EQ(check(), without());
  EXPECT_EQ(check().code, 2);
}

TEST_F(CacheOfTheTool, MayBeBrokenInAnyWay) {
  const Outcome expected = check();
  const std::string bytes = bytes_of("cache/check");
  ASSERT_GT(bytes.size(), 224U);
  for (std::size_t size = 0; size < bytes.size(); size += 29) {
    write("cache/check", bytes.substr(0, size));
    EXPECT_EQ(check(), expected) << size;
  }
  for (std::size_t i = 0; i < bytes.size(); i += 7) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 8)));
    write("cache/check", changed);
    EXPECT_EQ(check(), expected) << i;
  }
  fs::remove_all(file("cache"));
  write("cache", "no folder");
  EXPECT_EQ(check(), expected);
  EXPECT_EQ(bytes_of("cache"), "no folder");
  fs::remove(file("cache"));
  fs::create_directory(file("cache"));
  fs::create_directory(file("cache/check"));
  EXPECT_EQ(check(), expected);
  if (::geteuid() != 0) {
    fs::remove(file("cache/check"));
    ASSERT_EQ(::chmod(file("cache").c_str(), 0500), 0);
    EXPECT_EQ(check(), expected);
    ASSERT_EQ(::chmod(file("cache").c_str(), 0700), 0);
  }
}

TEST_F(CacheOfTheTool, IsSharedByRunsAtOnce) {
  const Outcome expected = without();
  std::vector<std::jthread> runs;
  std::vector<Outcome> outcomes(6);
  for (Outcome& outcome : outcomes) {
    runs.emplace_back([&] {
      const TemporaryFolder streams;
      outcome.code = run_process({.words = {DRYDOCK_TOOL, "rewrite", "--check", "--files-from", "list",
                                            "--cache-dir", "cache"},
                                  .folder = folder(),
                                  .errors = streams.file("err")});
      outcome.err = streams.bytes_of("err");
    });
  }
  runs.clear();
  for (const Outcome& outcome : outcomes) EXPECT_EQ(outcome, expected);
  EXPECT_EQ(std::distance(fs::directory_iterator(file("cache")), fs::directory_iterator()), 1);
  EXPECT_TRUE(cache(identity()).remembers());
}

TEST_F(CacheOfTheTool, LiesWhereItIsSaidTo) {
  const auto makes = [&](const std::string& where, const std::vector<std::string>& words,
                         const std::vector<std::string>& variables) {
    std::vector<std::string> all = {"--files-from", "list"};
    all.insert(all.end(), words.begin(), words.end());
    static_cast<void>(run(all, variables));
    const bool made = fs::exists(file(where + "/check"));
    fs::remove_all(file(where));
    return made;
  };
  const std::string here = folder();
  EXPECT_TRUE(makes("x/drydock", {}, {"XDG_CACHE_HOME=" + here + "/x", "HOME=" + here + "/h"}));
  EXPECT_TRUE(makes("h/.cache/drydock", {}, {"HOME=" + here + "/h"}));
  EXPECT_TRUE(makes("h/.cache/drydock", {}, {"XDG_CACHE_HOME=relative", "HOME=" + here + "/h"}));
  EXPECT_FALSE(makes("h", {}, {"HOME=h"}));
  EXPECT_TRUE(makes("v", {}, {"DRYDOCK_CACHE_DIR=v", "HOME=" + here + "/h"}));
  EXPECT_TRUE(makes("o", {"--cache-dir", "o"}, {"DRYDOCK_CACHE_DIR=v", "HOME=" + here + "/h"}));
  EXPECT_FALSE(makes("v", {}, {"DRYDOCK_CACHE_DIR=v", "DRYDOCK_NO_CACHE=1"}));
  EXPECT_TRUE(makes("v", {}, {"DRYDOCK_CACHE_DIR=v", "DRYDOCK_NO_CACHE="}));
  EXPECT_TRUE(makes("o", {"--cache-dir", "o"}, {"DRYDOCK_NO_CACHE=1"}));
  EXPECT_FALSE(makes("v", {"--no-cache"}, {"DRYDOCK_CACHE_DIR=v"}));
  EXPECT_FALSE(fs::exists(file("h/.cache/drydock/check")));
  EXPECT_FALSE(fs::exists(file("x")) && fs::exists(file("x/drydock/check")));
  EXPECT_FALSE(makes("o", {"--cache-dir", "o", "--diff"}, {})) << "not for what shows more than that";
  EXPECT_EQ(run({"--no-cache", "--cache-dir", "o", "f"}, {}).code, 2);
}

TEST_F(CacheOfTheTool, IsNotMadeForFewFiles) {
  write("list", name(0) + "\n" + name(1) + "\n");
  EXPECT_EQ(check(), without());
  EXPECT_FALSE(fs::exists(file("cache")));
}

}  // namespace
}  // namespace drydock
