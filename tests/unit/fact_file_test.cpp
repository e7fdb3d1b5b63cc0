// The file of facts: that what was added is found and nothing else is, whatever becomes of the file.
#include "cache/fact_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/temporary_folder.hpp"

namespace drydock {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t many_questions = 1 << 20;

class FactsOfAFile : public testing::Test, protected TemporaryFolder {
 protected:
  [[nodiscard]] FactFile opened(std::size_t questions = many_questions) const { return {folder(), "f", questions}; }
  void add(const std::vector<Digest>& facts, std::size_t most = FactFile::max_facts) const {
    opened().add(facts, {}, most);
  }
  [[nodiscard]] static std::size_t found(const FactFile& file, const std::vector<Digest>& facts) {
    return static_cast<std::size_t>(std::ranges::count_if(facts, [&](const Digest& fact) {
      return file.contains(fact);
    }));
  }
  [[nodiscard]] std::vector<Digest> some(std::size_t count) {
    std::vector<Digest> facts(count);
    for (Digest& fact : facts) fact = {random_(), random_()};
    return facts;
  }
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder()), fs::directory_iterator()));
  }

 private:
  std::mt19937_64 random_{7};
};

TEST_F(FactsOfAFile, AreFoundOnceTheyAreAdded) {
  const std::vector<Digest> others = some(1000);
  for (const std::size_t count : {1U, 2U, 17U, 1000U}) {
    fs::remove(file("f"));
    const std::vector<Digest> facts = some(count);
    EXPECT_EQ(found(opened(), facts), 0U);
    add(facts);
    const FactFile now = opened();
    EXPECT_TRUE(now.usable());
    EXPECT_EQ(now.size(), count);
    EXPECT_EQ(found(now, facts), count);
    EXPECT_EQ(found(now, others), 0U);
  }
  EXPECT_EQ(files(), 1U) << "no temporary file is left";
  EXPECT_EQ(fs::status(file("f")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(FactsOfAFile, OfALargeFileAreReadWhereTheyStand) {
  const std::vector<Digest> facts = some(60000);
  add(facts);
  ASSERT_GT(fs::file_size(file("f")), 1U << 20U);
  EXPECT_EQ(found(opened(1), facts), facts.size());
  EXPECT_EQ(found(opened(many_questions), facts), facts.size());
  EXPECT_EQ(found(opened(1), some(1000)), 0U);
}

TEST_F(FactsOfAFile, ThatStandCloseTogetherAreFound) {
  std::vector<Digest> facts;
  for (std::uint64_t i = 1; i <= 300; ++i) facts.push_back({~std::uint64_t{0}, i});
  for (std::uint64_t i = 1; i <= 300; ++i) facts.push_back({0, i});
  add(facts);
  EXPECT_EQ(found(opened(), facts), facts.size());
  EXPECT_FALSE(opened().contains({0, 0})) << "that is a free place";
}

TEST_F(FactsOfAFile, OfSeveralRunsStay) {
  const std::vector<Digest> first = some(100), second = some(100), third = some(100);
  add(first);
  FactFile one = opened();
  FactFile other = opened();
  one.add(second, {});
  other.add(third, {});
  EXPECT_EQ(found(opened(), first) + found(opened(), second) + found(opened(), third), 300U);
}

TEST_F(FactsOfAFile, OfARunThatKnewAnotherSecretAreDropped) {
  const std::vector<Digest> first = some(100), second = some(100);
  FactFile one = opened();
  FactFile other = opened();
  ASSERT_NE(one.secret(), other.secret());
  one.add(first, {});
  other.add(second, {});
  EXPECT_EQ(opened().secret(), one.secret());
  EXPECT_EQ(found(opened(), first), 100U);
  EXPECT_EQ(found(opened(), second), 0U);
}

TEST_F(FactsOfAFile, ThatAreFewBesideTheOthersAreNotWorthAWrite) {
  add(some(6400));
  const std::vector<Digest> few = some(100), more = some(101);
  add(few);
  EXPECT_EQ(found(opened(), few), 0U);
  add(more);
  EXPECT_EQ(found(opened(), more), 101U);
}

TEST_F(FactsOfAFile, ThatAreNotUsedGoFirst) {
  const std::vector<Digest> used = some(300), unused = some(600), fresh = some(200);
  add(used);
  add(unused);
  opened().add(fresh, used, 1000);
  const FactFile now = opened();
  EXPECT_EQ(found(now, fresh), 200U);
  EXPECT_EQ(found(now, used), 300U);
  EXPECT_EQ(found(now, unused), 250U);
  opened().add(some(2000), {}, 1000);
  EXPECT_EQ(opened().size(), 1000U);
}

TEST_F(FactsOfAFile, AreAtWorstForgottenIfTheFileIsCutOff) {
  const std::vector<Digest> facts = some(40), others = some(40);
  add(facts);
  const std::string bytes = bytes_of("f");
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    write("f", bytes.substr(0, size));
    ASSERT_EQ(::chmod(file("f").c_str(), 0600), 0);
    const FactFile cut = opened();
    EXPECT_TRUE(cut.usable());
    EXPECT_EQ(found(cut, facts) + found(cut, others), 0U) << size;
  }
  add(others);
  EXPECT_EQ(found(opened(), others), 40U) << "a new file takes its place";
}

TEST_F(FactsOfAFile, AreAtWorstForgottenIfTheFileIsCutOffWhileItIsInUse) {
  const std::vector<Digest> facts = some(60000);
  add(facts);
  const FactFile at_once = opened(many_questions);
  const FactFile by_and_by = opened(1);
  fs::resize_file(file("f"), 100000);
  EXPECT_EQ(found(at_once, facts), facts.size());
  EXPECT_LT(found(by_and_by, facts), facts.size());
}

TEST_F(FactsOfAFile, AreAtWorstForgottenIfBitsOfTheFileChange) {
  const std::vector<Digest> facts = some(40), others = some(40);
  add(facts);
  const std::string bytes = bytes_of("f");
  for (std::size_t bit = 0; bit < 8 * bytes.size(); bit += 11) {  // each byte, or the one beside it
    std::string changed = bytes;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    write("f", changed);
    ASSERT_EQ(::chmod(file("f").c_str(), 0600), 0);
    const FactFile now = opened();
    EXPECT_TRUE(now.usable());
    EXPECT_EQ(found(now, others), 0U) << bit;
    // A changed secret shows nowhere here: then other facts are asked for.
    EXPECT_LE(found(now, facts), 40U);
  }
  std::mt19937 random(3);
  std::string garbage(bytes.size() * 100, '\0');
  for (char& byte : garbage) byte = static_cast<char>(random());
  for (const std::size_t kept : {0U, 16U, 24U, 32U, 224U}) {
    // A header that fits, and garbage for the rest.
    const std::size_t size = 224 + (bytes.size() - 224) * (kept >= 24 ? 1 : 100);
    write("f", bytes.substr(0, kept) + garbage.substr(kept, size - kept));
    ASSERT_EQ(::chmod(file("f").c_str(), 0600), 0);
    EXPECT_EQ(found(opened(), facts) + found(opened(), others), 0U);
  }
}

TEST_F(FactsOfAFile, OfAFileThatOthersMayWriteAreNotUsed) {
  const std::vector<Digest> facts = some(40);
  add(facts);
  for (const mode_t mode : {0620U, 0602U, 0666U}) {
    ASSERT_EQ(::chmod(file("f").c_str(), mode), 0);
    EXPECT_FALSE(opened().usable());
    EXPECT_EQ(found(opened(), facts), 0U);
    add(some(40));
  }
  ASSERT_EQ(::chmod(file("f").c_str(), 0644), 0);
  EXPECT_EQ(found(opened(), facts), 40U) << "and the file has stayed as it was";
  if (::geteuid() == 0) {
    ASSERT_EQ(::chown(file("f").c_str(), 12345, 12345), 0);
    EXPECT_FALSE(opened().usable()) << "it is somebody else's";
  }
}

TEST_F(FactsOfAFile, AreKeptInNothingButARegularFile) {
  add(some(40));
  fs::rename(file("f"), file("g"));
  fs::create_symlink("g", file("f"));
  EXPECT_FALSE(opened().usable());
  fs::remove(file("f"));
  ASSERT_EQ(::mkfifo(file("f").c_str(), 0600), 0);
  EXPECT_FALSE(opened().usable()) << "and nobody waits for a writer";
  fs::remove(file("f"));
  fs::create_directory(file("f"));
  EXPECT_FALSE(opened().usable());
  FactFile nowhere("/proc/no/such/folder", "f", 1);
  nowhere.add(some(3), {});
  EXPECT_EQ(found(FactFile("/proc/no/such/folder", "f", 1), some(3)), 0U);
}

TEST_F(FactsOfAFile, AreKeptInANewFolderForUsAlone) {
  const std::string inner = file("a/b/c");
  const std::vector<Digest> facts = some(40);
  FactFile(inner, "f", 1).add(facts, {});
  EXPECT_EQ(found(FactFile(inner, "f", 1), facts), 40U);
  for (const std::string name : {"a", "a/b", "a/b/c"}) {
    EXPECT_EQ(fs::status(file(name)).permissions(), fs::perms::owner_all) << name;
  }
}

}  // namespace
}  // namespace drydock
