// What the context says of sources of ADD, and how the facts reach the model.
#include "analysis/local_sources.hpp"

#include <unistd.h>

#include <string>

#include <gtest/gtest.h>

#include "analysis/evidence.hpp"
#include "analysis/model_diff.hpp"
#include "rewrite/text_tools.hpp"
#include "syntax/words.hpp"
#include "tests/unit/snapshots.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace drydock {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;

/// A tar header with a right checksum, as old as tar itself: no "ustar" in it.
std::string tar_header() {
  std::string block(512, '\0');
  block.replace(0, 4, "name");
  block.replace(100, 7, "0000644");
  unsigned sum = 8 * ' ';
  for (const char byte : block) sum += static_cast<unsigned char>(byte);
  std::string digits = "000000";
  for (std::size_t i = digits.size(); i-- > 0; sum /= 8) digits[i] = static_cast<char>('0' + sum % 8);
  return block.replace(148, 6, digits).replace(154, 2, "\0 "s);
}

TEST(LocalSources, ArchivesAreKnownByTheirBytes) {
  EXPECT_TRUE(begins_like_archive("\x1F\x8B\x08..."));
  EXPECT_TRUE(begins_like_archive("BZh9"));
  EXPECT_TRUE(begins_like_archive("\xFD"s + "7zXZ\0"s));
  EXPECT_TRUE(begins_like_archive("\x28\xB5\x2F\xFD"));
  EXPECT_TRUE(begins_like_archive("\x5A\x2A\x4D\x18\x00\x00\x00\x00"s));
  EXPECT_TRUE(begins_like_archive(tar_header()));
  std::string broken = tar_header();
  broken[0] = 'm';
  EXPECT_FALSE(begins_like_archive(broken));
  EXPECT_FALSE(begins_like_archive(tar_header().substr(0, 511)));
  EXPECT_FALSE(begins_like_archive(std::string(512, '\0')));
  EXPECT_FALSE(begins_like_archive(""));
  EXPECT_FALSE(begins_like_archive("PK\x03\x04"));
  EXPECT_FALSE(begins_like_archive("#!/bin/sh\n"));
}

class Context : public testing::Test, protected TemporaryFolder {
 protected:
  Context() {
    write("a.txt", "a");
    write("sub/b.txt", "b");
    write("sub/deep/layers", tar_header());
    fs::create_symlink("a.txt", folder() / "link");
    fs::create_directory_symlink("sub", folder() / "folder-link");
  }
  [[nodiscard]] LocalSource look(std::string_view source) const { return look_at_source(source, folder()); }
};

TEST_F(Context, BytesDecide) {
  EXPECT_EQ(look("a.txt"), LocalSource::no_archive);
  EXPECT_EQ(look("/sub/../a.txt"), LocalSource::no_archive);
  EXPECT_EQ(look("../../a.txt"), LocalSource::no_archive);
  EXPECT_EQ(look("."), LocalSource::no_archive);
  EXPECT_EQ(look("sub"), LocalSource::no_archive);
  EXPECT_EQ(look("sub/deep/layers"), LocalSource::may_unpack);
  write("named.tar.gz", "text");
  EXPECT_EQ(look("named.tar.gz"), LocalSource::no_archive);
}

TEST_F(Context, PatternsAreAllThatTheyCouldMatch) {
  EXPECT_EQ(look("sub/*"), LocalSource::no_archive);
  EXPECT_EQ(look("sub/*/*"), LocalSource::may_unpack);
  EXPECT_EQ(look("*.txt"), LocalSource::unknown) << "there is a link";
  EXPECT_EQ(look("*/b.txt"), LocalSource::unknown) << "there is a link to a folder";
  EXPECT_EQ(look("sub/deep/?"), LocalSource::may_unpack) << "the pattern itself is not looked at";
}

TEST_F(Context, LinksAndWhatIsNotThereAreUnknown) {
  EXPECT_EQ(look("link"), LocalSource::unknown);
  EXPECT_EQ(look("folder-link/b.txt"), LocalSource::unknown);
  EXPECT_EQ(look("none"), LocalSource::unknown);
  EXPECT_EQ(look("none/*"), LocalSource::unknown);
  EXPECT_EQ(look("none.tgz"), LocalSource::may_unpack);
}

TEST(LocalSources, WithoutAContextNamesDecide) {
  EXPECT_EQ(look_at_source("a.txt", std::nullopt), LocalSource::unknown);
  for (const std::string_view name : {"a.tar", "A.TAR.GZ", "x.tgz", "*.tar*", "a.xz", "b.bz2", "c.zst", "d.gz"}) {
    EXPECT_EQ(look_at_source(name, std::nullopt), LocalSource::may_unpack) << name;
  }
  for (const std::string_view name : {"https://x/a", "git@h:a", "h:a.git", "ssh://h/a", "github.com/a/b"}) {
    EXPECT_EQ(look_at_source(name, std::nullopt), LocalSource::may_unpack) << name;
  }
  for (const std::string_view name : {"$A", "a${B}", "\"a\"", "'a'", "a\\ b", ""}) {
    EXPECT_EQ(look_at_source(name, std::nullopt), LocalSource::unwritten) << name;
  }
}

bool build_the_same(std::string_view left, std::string_view right, std::vector<Assumption> assumed) {
  Evidence evidence;
  evidence.assumed = std::move(assumed);
  return compare(model_with_evidence(snapshot_of(left), evidence), model_with_evidence(snapshot_of(right), evidence))
      .empty();
}

TEST(Facts, AddCopiesIfNothingIsAnArchive) {
  EXPECT_FALSE(build_the_same("FROM a\nADD x /", "FROM a\nCOPY x /", {}));
  EXPECT_TRUE(build_the_same("FROM a\nADD x /", "FROM a\nCOPY x /", {Assumption::no_archive}));
  EXPECT_FALSE(build_the_same("FROM a\nADD x.tar /", "FROM a\nCOPY x.tar /", {Assumption::no_archive}));
  EXPECT_FALSE(build_the_same("FROM a\nADD x y.gz /z/", "FROM a\nCOPY x y.gz /z/", {Assumption::no_archive}));
  EXPECT_FALSE(build_the_same("FROM a\nARG X\nADD $X /", "FROM a\nARG X\nCOPY $X /", {Assumption::no_archive}));
  EXPECT_FALSE(build_the_same("FROM a\nADD --unpack=true x /", "FROM a\nCOPY x /", {Assumption::no_archive}));
}

TEST(Facts, AnArgumentThatAHeredocNamesIsRead) {
  constexpr std::string_view with = "FROM a\nARG NAME\nRUN <<EOF\necho $NAME\nEOF\n";
  constexpr std::string_view without = "FROM a\nRUN <<EOF\necho $NAME\nEOF\n";
  EXPECT_FALSE(build_the_same(with, without, {Assumption::unread_argument}));
  EXPECT_TRUE(build_the_same("FROM a\nARG NAME\nRUN x\n", "FROM a\nRUN x\n", {Assumption::unread_argument}));
  EXPECT_FALSE(build_the_same("FROM a\nARG NAME\nRUN x\n", "FROM a\nRUN x\n", {}));
  EXPECT_FALSE(build_the_same("FROM a\nENV NAME=1\nARG NAME\nRUN x\n", "FROM a\nENV NAME=1\nRUN x\n",
                              {Assumption::unread_argument}));
  // A variable that ENV sets is the image's own, also where an argument may take its place.
  EXPECT_FALSE(build_the_same("FROM a\nENV NAME=1\nARG NAME\nUSER x\nRUN x\n",
                              "FROM a\nENV NAME=1\nARG NAME=2\nUSER x\nRUN x\n", {Assumption::unread_argument}));
}

TEST(Facts, AnArgumentOfAParentIsOneInTheChild) {
  EXPECT_TRUE(build_the_same("FROM x AS a\nARG NAME\nFROM a\nRUN x\n", "FROM x AS a\nFROM a\nRUN x\n",
                             {Assumption::unread_argument}));
  EXPECT_FALSE(build_the_same("FROM x AS a\nARG NAME\nFROM a\nRUN $NAME\n", "FROM x AS a\nFROM a\nRUN $NAME\n",
                              {Assumption::unread_argument}));
}

TEST(Facts, EveryWorkdirHasItsPath) {
  Evidence evidence;
  const ImageModel model =
      model_with_evidence(snapshot_of("FROM scratch\nWORKDIR /a\nWORKDIR b\nWORKDIR $X\n"), evidence);
  const auto& paths = model.stages.front().working_dirs;
  ASSERT_EQ(paths.size(), 3U);
  EXPECT_EQ(paths.at(1).get(), "/a");
  EXPECT_EQ(paths.at(2).get(), "/a/b");
}

TEST(Words, LiteralsAndTheNamesOfVariables) {
  EXPECT_EQ(expand_literal("a\\ 'b c'", '\\').value().text, "a b c");
  EXPECT_FALSE(expand_literal("'$a'", '\\'));
  EXPECT_FALSE(expand_literal("'a", '\\'));
  const auto names = variables_of("$a ${b:-$c} '$d' \\$e ${f/x/$g}", {});
  ASSERT_TRUE(names);
  EXPECT_EQ(*names, (std::vector<std::string_view>{"a", "b", "c", "f", "g"}));
}

std::string without(std::string_view text, const std::vector<bool>& gone) {
  const Snapshot snapshot = snapshot_of(text);
  const auto edits = remove_entries(snapshot, snapshot.dockerfile.instructions.back(), gone);
  if (!edits) return "refused";
  std::string result(text);
  for (auto edit = edits->rbegin(); edit != edits->rend(); ++edit) {
    result.replace(edit->range.begin, edit->range.size(), edit->text);
  }
  return result.substr(result.find('\n') + 1);
}

TEST(RemoveEntries, MakesNoLineThatIsTooLongForBuildKit) {
  // A word that begins with two dashes cannot begin a line, so that it goes up.
  std::string text = "FROM a\nVOLUME /a";
  std::vector<bool> gone = {false};
  for (int i = 0; i < 4; ++i) {
    text += " \\\n /x --" + std::string(20'000, 'a');
    gone.insert(gone.end(), {true, false});
  }
  EXPECT_EQ(without(text + "\n", gone), "refused");
  gone.resize(gone.size() - 2);
  text.resize(text.rfind(" \\\n"));
  EXPECT_NE(without(text + "\n", gone), "refused");
}

TEST(RemoveEntries, TakesWhatPartsThemAlong) {
  EXPECT_EQ(without("FROM a\nEXPOSE 1 2 3\n", {true, false, false}), "EXPOSE 2 3\n");
  EXPECT_EQ(without("FROM a\nEXPOSE 1 2 3\n", {false, true, true}), "EXPOSE 1\n");
  EXPECT_EQ(without("FROM a\nEXPOSE 1 \\\n  2 \\\n  3\n", {false, true, false}), "EXPOSE 1 \\\n  3\n");
  EXPECT_EQ(without("FROM a\nEXPOSE 1 \\\n  2 3 \\\n  4\n", {false, true, false, false}), "EXPOSE 1 \\\n  3 \\\n  4\n");
  EXPECT_EQ(without("FROM a\nEXPOSE 1 \\\n  2 \\\n  3 4\n", {false, true, true, false}), "EXPOSE 1 \\\n  4\n");
  EXPECT_EQ(without("FROM a\nEXPOSE 1 2\n", {true, true}), "");
  EXPECT_EQ(without("FROM a\nVOLUME [\"/a\", \"/b\"]\n", {true, false}), "VOLUME [\"/b\"]\n");
  EXPECT_EQ(without("FROM a\nLABEL a=1 \\\n# c\n  b=2 c=3\n", {false, true, false}), "LABEL a=1 \\\n# c\n  c=3\n");
  EXPECT_EQ(without("FROM a\nLABEL a=1 \\\n# c\n  b=2\n", {false, true}), "refused");
  EXPECT_EQ(without("FROM a\nLABEL a=1 --b=2\n", {true, false}), "refused");
}

}  // namespace
}  // namespace drydock
