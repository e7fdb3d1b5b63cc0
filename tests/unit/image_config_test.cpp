// The image config of each stage: inheritance, variables, triggers, and what stays unknown without the base image.
#include "analysis/image_model.hpp"

#include <chrono>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "analysis/platforms.hpp"
#include "analysis/ports.hpp"
#include "analysis/signals.hpp"
#include "analysis/working_dir.hpp"
#include "report/model_json.hpp"
#include "syntax/image_reference.hpp"
#include "tests/unit/snapshots.hpp"

namespace drydock {
namespace {

using Json = nlohmann::json;

constexpr std::string_view loaded_base = R"({"author": "base author", "config": {
  "Env": ["PATH=/base/bin", "BASE_ENV=1"], "Entrypoint": ["/base-entrypoint"], "Cmd": ["base-cmd"], "User": "baseuser",
  "WorkingDir": "/base", "Labels": {"base.label": "base"}, "ExposedPorts": {"1/tcp": {}},
  "Volumes": {"/base-volume": {}},
  "StopSignal": "SIGQUIT", "Healthcheck": {"Test": ["CMD", "base-check"]}, "Shell": ["/bin/base-shell", "-c"]}})";

/// The stages of the JSON form. `base` is the config of every base image; "" for unknown ones.
Json stages_of(std::string_view text, std::string_view base = "{}") {
  ModelOptions options;
  std::optional<ImageConfig> config;
  if (!base.empty()) {
    config = parse_image_config(base).value();
    options.find_base = [&](std::string_view) { return &*config; };
  }
  return Json::parse(model_json(snapshot_of(text), options))["stages"];
}

/// A value of the last stage, or its error, or why the value is unknown.
Json value_of(const Json& stages, const std::string& key, const std::string& member = "") {
  const Json& stage = stages.back();
  if (stage.contains("error")) return "error: " + stage["error"].get<std::string>();
  for (const Json& unknown : stage["unknown"]) {
    if (unknown["key"] == key && unknown.value("member", "") == member) {
      return "unknown: " + unknown["reason"].get<std::string>();
    }
  }
  const Json& object = key == "author" ? stage : stage["config"];
  if (!object.contains(key)) return nullptr;
  if (member.empty() || key == "Env") return object[key];
  return object[key].contains(member) ? object[key][member] : Json(nullptr);
}

struct Case {
  std::string_view text;
  std::string_view key;
  std::string_view expected;  // JSON
};

void expect(std::span<const Case> cases, std::string_view base) {
  for (const Case& row : cases) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(value_of(stages_of(row.text, base), std::string(row.key)), Json::parse(row.expected));
  }
}

TEST(ImageConfig, ReplacesCmdAsBuildKitDoes) {
  const std::array cases = {
      Case{"FROM b\nENTRYPOINT [\"e\"]\n", "Cmd", "null"},
      Case{"FROM b\nCMD [\"c\"]\nENTRYPOINT [\"e\"]\n", "Cmd", R"(["c"])"},
      Case{"FROM b\nCMD [\"d\"]\n", "Entrypoint", R"(["/base-entrypoint"])"},
      Case{"FROM b AS x\nCMD [\"c\"]\nFROM x\nENTRYPOINT [\"e\"]\n", "Cmd", "null"},
      Case{"FROM b AS x\nCMD [\"c\"]\nFROM x\n", "Cmd", R"(["c"])"},
      Case{"FROM b AS x\nONBUILD CMD [\"oc\"]\nFROM x\nENTRYPOINT [\"e\"]\n", "Cmd", R"(["oc"])"},
      Case{"FROM b\nENTRYPOINT []\n", "Entrypoint", "null"},
      Case{"FROM b\nCMD [\"a\\u00e9\"]\n", "ArgsEscaped", "true"},
      Case{"FROM b\nENTRYPOINT x\n", "ArgsEscaped", "null"},
      Case{"FROM b\nCMD\n", "Cmd", R"(["/bin/base-shell", "-c", ""])"},
      Case{"FROM b\nSHELL [\"s\"]\nCMD a  b\nSHELL [\"t\"]\n", "Cmd", R"(["s", "a  b"])"},
      Case{"FROM scratch\nCMD x\n", "Cmd", R"(["/bin/sh", "-c", "x"])"},
      Case{"FROM --platform=windows/amd64 b\nHEALTHCHECK CMD x\n", "Healthcheck", R"({"Test": ["CMD-SHELL", "x"]})"},
      Case{"FROM b\nHEALTHCHECK --interval=1s CMD [\"x\"]\nHEALTHCHECK NONE\n", "Healthcheck", R"({"Test": ["NONE"]})"},
  };
  expect(cases, loaded_base);
}

TEST(ImageConfig, ExpandsVariables) {
  const std::array cases = {
      Case{"FROM b\nENV A=1 B=$A\n", "Env", R"(["PATH=/base/bin", "BASE_ENV=1", "A=1", "B="])"},
      Case{"FROM b\nENV BASE_ENV=2\nENV PATH=/x:$PATH\n", "Env", R"(["PATH=/x:/base/bin", "BASE_ENV=2"])"},
      Case{"FROM b\nARG A=1\nUSER $A\n", "User", R"("1")"},
      Case{"FROM b\nENV A=1\nARG A=2\nUSER $A\n", "User", R"("2")"},
      // A child begins with the variables of the image again, so that ENV comes back over the parent's ARG.
      Case{"FROM b AS x\nENV A=1\nARG A=2\nFROM x\nUSER $A\n", "User", R"("1")"},
      Case{"FROM b AS x\nARG A=2\nFROM x\nUSER $A\n", "User", R"("2")"},
      Case{"ARG A=1\nFROM b\nUSER u$A\n", "User", R"("u")"},
      Case{"ARG A=1\nARG B=${A}2\nFROM b\nARG B\nUSER $B\n", "User", R"("12")"},
      Case{"FROM b\nARG TARGETARCH\nUSER $TARGETARCH\n", "User", R"("amd64")"},
      Case{"FROM b\nARG TARGETSTAGE\nUSER $TARGETSTAGE\n", "User", R"("default")"},
      Case{"FROM b\nENV E='='\nENV A${E}B=c\nENV A=d\n", "Env", R"(["PATH=/base/bin", "BASE_ENV=1", "E==", "A=d"])"},
      Case{"# escape=`\nFROM b\nUSER `$A\n", "User", R"("$A")"},
      Case{"FROM b\nLABEL $BASE_ENV='$BASE_ENV'\n", "Labels", R"({"1": "$BASE_ENV", "base.label": "base"})"},
      Case{"FROM b\nUSER ${X:?no}\n", "User", R"("error: X: no")"},
      Case{"FROM b\nCMD [\"$BASE_ENV\"]\n", "Cmd", R"(["$BASE_ENV"])"},
      Case{"FROM b\nMAINTAINER \"$BASE_ENV\"\n", "author", R"("\"$BASE_ENV\"")"},
      Case{"FROM b\nARG BUILDKIT_SBOM_SCAN_STAGE=x\nUSER u$BUILDKIT_SBOM_SCAN_STAGE\n", "User", R"("u")"},
      Case{"ARG SOURCE_DATE_EPOCH=007\nFROM b\nARG SOURCE_DATE_EPOCH\nUSER $SOURCE_DATE_EPOCH\n", "User", R"("7")"},
  };
  expect(cases, loaded_base);
}

TEST(ImageConfig, NamesTheTargetInTargetStage) {
  const Json stages = stages_of("FROM b AS x\nARG TARGETSTAGE\nUSER $TARGETSTAGE\nFROM x AS Y\nFROM x\n");
  EXPECT_EQ(stages[0]["config"]["User"], "x");
  EXPECT_EQ(stages[1]["config"]["User"], "y");
  EXPECT_EQ(stages[2]["config"]["User"], "default");
}

TEST(ImageConfig, RunsTriggersOfTheParentOnly) {
  const Json stages = stages_of("# escape=`\nFROM b AS x\nENV V=1\nONBUILD USER a\\$V`$V\nFROM x AS y\nFROM y\n");
  EXPECT_EQ(stages[0]["config"]["OnBuild"], Json::parse(R"(["USER a\\$V`$V"])"));
  EXPECT_FALSE(stages[0]["config"].contains("User"));
  EXPECT_EQ(stages[1]["config"]["User"], "a\\1$V") << "a trigger is expanded with the escape character of the file";
  EXPECT_FALSE(stages[1]["config"].contains("OnBuild"));
  EXPECT_EQ(stages[2]["config"]["User"], "a\\1$V");
  const Json given = stages_of("FROM b\nENTRYPOINT [\"e\"]\n",
      R"({"config": {"OnBuild": ["CMD [\"oc\"]", "USER u"]}})");
  EXPECT_EQ(value_of(given, "Cmd"), Json::parse(R"(["oc"])"));
  EXPECT_EQ(value_of(given, "User"), "u");
  EXPECT_TRUE(stages_of("FROM b\n", R"({"config": {"OnBuild": ["FOO"]}})")[0].contains("error"));
  EXPECT_TRUE(stages_of("FROM b\n", R"({"config": {"OnBuild": ["FROM x"]}})")[0].contains("error"));
}

TEST(ImageConfig, NormalizesWorkingDirectories) {
  struct Row {
    std::string_view current, path, os, expected;
  };
  const std::array rows = {
      Row{"/a", "b", "linux", "/a/b"}, Row{"/a", "../..", "linux", "/"}, Row{"/a", "/b/../c/", "linux", "/b/../c/"},
      Row{"", "b/", "linux", "/b"},          Row{"a", "b", "linux", "/a/b"},       Row{"/a//b/", "", "linux", "/a//b/"},
      Row{"/a", ".", "linux", "/a"}, Row{"/a", "C:\\x", "linux", "/a/C:\\x"},
      Row{"", "C:\\x\\..\\y", "windows", "\\y"},
      Row{"\\a", "b/c", "windows", "\\a\\b\\c"}, Row{"/base", "c:/a:b", "windows", "\\base\\a:b"},
  };
  for (const Row& row : rows) {
    const auto result = normalize_working_dir(row.current, row.path, row.os);
    ASSERT_TRUE(result.ok()) << row.path;
    EXPECT_EQ(result.value(), row.expected) << row.path;
  }
  EXPECT_FALSE(normalize_working_dir("/", "d:\\x", "windows").ok());
  EXPECT_FALSE(normalize_working_dir("/", "c:", "windows").ok());
}

TEST(ImageConfig, ReadsPorts) {
  struct Row {
    std::string_view word, expected;  // "" for an error
  };
  const std::array rows = {
      Row{"80", "80/tcp"}, Row{"80/UDP", "80/udp"}, Row{"80/", "80/tcp"}, Row{"1-3/sctp", "1/sctp 2/sctp 3/sctp"},
      Row{"+08", "8/tcp"}, Row{"8-8", "8/tcp"}, Row{"90:80", "80/tcp"}, Row{"1.2.3.4:90:80", "80/tcp"},
      Row{"[::1]::80", "80/tcp"}, Row{"::1:90:80", "80/tcp"}, Row{"10-12:80", "80/tcp"},
      Row{"10-11:80-81", "80/tcp 81/tcp"},
      Row{"10-12:80-81", ""},      Row{"", ""},                    Row{"/tcp", ""},                Row{"80/http", ""},
      Row{"65536", ""}, Row{"-1", ""}, Row{"3-1", ""}, Row{"1.2.3:90:80", ""},
      Row{"[::1:90:80", ""},       Row{"x", ""},                   Row{"01.2.3.4:1:2", ""},
  };
  for (const Row& row : rows) {
    const auto ports = parse_exposed_port(row.word);
    EXPECT_EQ(ports ? fmt::format("{}", fmt::join(ports.value(), " ")) : "", row.expected) << row.word;
  }
}

TEST(ImageConfig, KnowsImageNamesSignalsAndPlatforms) {
  const std::string sum(64, 'a');
  const std::vector<std::string> names = {"alpine", "a/b__c--d:T_1", "localhost:5000/x", "[::1]:5/x", "Foo/bar",
      "foo_bar.com/x", "x@sha256:" + sum, "a.b/c/d"};
  for (const std::string& name : names) {
    EXPECT_TRUE(is_image_reference(name)) << name;
  }
  const std::vector<std::string> others = {"Alpine", sum, "a:-x", "a..b", "a/", "/a", "", "x@sha256:1", "a b", "a___b",
      "é", "a:" + std::string(129, 't'), std::string(256, 'a')};
  for (const std::string& name : others) {
    EXPECT_FALSE(is_image_reference(name)) << name;
  }
  for (const std::string_view signal : {"SIGTERM", "term", "9", "-1", "RTMIN+15",
      "sigrtmax-1"}) EXPECT_TRUE(is_signal(signal)) << signal;
  for (const std::string_view signal : {"", "0", "+0", "RTMIN+16", "RTMIN+01", "RTMIN+0", "RTMAX-15", "RTMAX+1",
      "RTMIN+", "FOO", "SIGSIGTERM"}) EXPECT_FALSE(is_signal(signal)) << signal;
  EXPECT_EQ(operating_system_of("Windows(10.0)/amd64"), "windows");
  EXPECT_EQ(operating_system_of("arm64"), "linux");
  EXPECT_EQ(operating_system_of("macos"), "darwin");
  for (const std::string_view platform : {"", "foo", "linux/", "a/b/c/d",
      "linux/*"}) EXPECT_FALSE(operating_system_of(platform)) << platform;
}

TEST(ImageConfig, FailsWhereBuildKitFails) {
  for (const std::string_view text :
       {"FROM $X\n", "FROM a:-b\n", "FROM --platform=foo a\n", "FROM a\nVOLUME $X\n", "FROM a\nSTOPSIGNAL x\n",
           "FROM a\nEXPOSE x\n",
        "FROM a\nCOPY --from=1 x y\n", "FROM a\nCOPY --from=0 x y\n", "FROM a\nCOPY --from=$X x y\n",
            "FROM a\nCOPY ${X^} y\n", "FROM a AS x\nCOPY --from=x a b\n",
        "FROM a\nRUN --mount=target=${X:?} x\n", "FROM a\nCOPY <<E /x\n${X:?}\nE\n", "ARG X=${Y:?}\nFROM a\n",
            "FROM A AS x\nFROM X\n"}) {
    EXPECT_TRUE(stages_of(text).back().contains("error")) << text;
  }
  for (const std::string_view text : {"FROM a AS x\nFROM b\nCOPY --from=X a b\n",
      "FROM a\nRUN --mount=type=tmpfs,target=/x y\n", "FROM a\nFROM b\nCOPY --from=0 x y\n"}) {
    EXPECT_FALSE(stages_of(text).back().contains("error")) << text;
  }
  // A stage fails with one that it needs, not with one that it does not; a FROM that cannot be read fails all.
  const Json needed = stages_of(
      "FROM a AS bad\nVOLUME $X\nFROM a AS apart\nFROM bad AS child\n"
      "FROM a AS copy\nCOPY --from=bad x y\nFROM a\n");
  EXPECT_FALSE(needed[1].contains("error"));
  EXPECT_TRUE(needed[2].contains("error"));
  EXPECT_TRUE(needed[3].contains("error"));
  EXPECT_FALSE(needed[4].contains("error"));
  EXPECT_TRUE(stages_of("FROM a AS x\nFROM $X\n")[0].contains("error"));
  EXPECT_FALSE(stages_of("FROM a\nFROM $X\n")[0].contains("error"))
      << "without a name it is only a target if the file ends there";
}

TEST(ImageConfig, LeavesUnknownWhatDependsOnAnUnknownBase) {
  const std::string inherited = R"("unknown: inherited from the base image php:8")";
  const std::string shell = R"("unknown: the shell that the command runs in is inherited from the base image php:8")";
  const std::array cases = {
      Case{"FROM php:8\n", "User", inherited},
      Case{"FROM php:8\nUSER u\n", "User", R"("u")"},
      Case{"FROM php:8\nCMD [\"c\"]\n", "Cmd", R"(["c"])"},
      Case{"FROM php:8\nCMD c\n", "Cmd", shell},
      Case{"FROM php:8\nSHELL [\"s\"]\nCMD c\n", "Cmd", R"(["s", "c"])"},
      Case{"FROM php:8\nENTRYPOINT [\"e\"]\n", "Cmd",
           R"("unknown: ENTRYPOINT empties it unless a trigger of the base image sets it")"},
      Case{"FROM php:8 AS x\nFROM x\nENTRYPOINT [\"e\"]\n", "Cmd", "null"},
      Case{"FROM php:8\nCMD [\"c\"]\nENTRYPOINT [\"e\"]\n", "Cmd", R"(["c"])"},
      Case{"FROM php:8\nCMD [\"c\"]\n", "ArgsEscaped", "true"},
      Case{"FROM php:8\nHEALTHCHECK CMD x\n", "Healthcheck", R"({"Test": ["CMD-SHELL", "x"]})"},
      Case{"FROM php:8\nWORKDIR /a/../b\n", "WorkingDir", R"("/a/../b")"},
      Case{"FROM php:8\nWORKDIR ../../../x\n", "WorkingDir",
           R"("unknown: \"../../../x\" is relative, and the current one is inherited from the base image php:8")"},
      Case{"FROM php:8\nWORKDIR /a\nWORKDIR b\n", "WorkingDir", R"("/a/b")"},
      Case{"FROM php:8\nUSER $U\n", "User", R"("unknown: the variable U: inherited from the base image php:8")"},
      Case{"FROM php:8\nARG U=u\nUSER $U\n", "User", R"("u")"},
      Case{"FROM php:8\nARG U\nUSER $U\n", "User", R"("unknown: the variable U: inherited from the base image php:8")"},
      // The image may have the variable too, and a child begins with the image's.
      Case{"FROM php:8 AS x\nARG U=u\nFROM x\nUSER $U\n", "User",
           R"("unknown: the variable U: inherited from the base image php:8")"},
      Case{"FROM php:8 AS x\nENV U=u\nFROM x\nUSER $U\n", "User", R"("u")"},
      Case{"FROM php:8\nUSER ${U:?}\n", "User", R"("unknown: the variable U: inherited from the base image php:8")"},
      Case{"FROM php:8\nEXPOSE $P 80\n", "ExposedPorts",
           R"("unknown: the variable P: inherited from the base image php:8")"},
      Case{"FROM php:8\nONBUILD RUN x\n", "OnBuild", R"(["RUN x"])"},
      Case{"FROM php:8 AS x\nUSER u\nFROM x\n", "User", R"("u")"},
      Case{"FROM php:8 AS x\nFROM scratch\n", "WorkingDir", R"("/")"},
  };
  expect(cases, "");
}

TEST(ImageConfig, KeepsTheKnownMembersOfACollection) {
  const Json stages = stages_of("FROM b\nENV A=1 P=$PATH\nENV C=$A D=$P\nLABEL a=$A b=$X\nVOLUME /v\n", "");
  EXPECT_EQ(stages[0]["config"]["Env"], Json::parse(R"(["A=1", "C=1"])"));
  EXPECT_EQ(stages[0]["config"]["Labels"], Json::parse(R"({"a": "1"})"));
  EXPECT_EQ(stages[0]["config"]["Volumes"], Json::parse(R"({"/v": {}})"));
  EXPECT_EQ(value_of(stages, "Env", "P"), "unknown: the variable PATH: inherited from the base image b");
  EXPECT_EQ(value_of(stages, "Labels", "b"), "unknown: the variable X: inherited from the base image b");
  // A name that is unknown may be that of any entry.
  const Json names = stages_of("FROM b\nENV A=1\nLABEL a=1\nLABEL $X=2 c=3\nENV $X=2 B=3\nUSER $A$B\nSTOPSIGNAL $B\n",
      "");
  EXPECT_EQ(names[0]["config"]["Env"], Json::parse(R"(["B=3"])"));
  EXPECT_EQ(names[0]["config"]["Labels"], Json::parse(R"({"c": "3"})"));
  EXPECT_EQ(value_of(names, "User").get<std::string>().substr(0, 8), "unknown:");
}

TEST(ImageConfig, SetsPathUnlessTheImageOrTheSystemDoes) {
  const Json path = Json::array({"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"});
  EXPECT_EQ(value_of(stages_of("FROM b\n"), "Env"), path);
  EXPECT_EQ(value_of(stages_of("FROM scratch\n", ""), "Env"), path);
  EXPECT_EQ(value_of(stages_of("FROM --platform=windows/amd64 b\n"), "Env"), nullptr);
  EXPECT_EQ(value_of(stages_of("FROM b\n", R"({"config": {"Env": ["PATH"]}})"), "Env"), Json::array({"PATH"}));
  EXPECT_EQ(value_of(stages_of("FROM --platform=windows/amd64 b\nCMD x\n"), "Cmd"),
      Json::parse(R"(["cmd", "/S", "/C", "x"])"));
  EXPECT_EQ(value_of(stages_of("FROM --platform=windows/amd64 b\nCMD x\n", R"({"os": "linux"})"), "Cmd"),
      Json::parse(R"(["/bin/sh", "-c", "x"])"));
}

TEST(ImageConfig, BoundsWhatVariablesGrowTo) {
  std::string doubling = "FROM b\nENV A=aaaaaaaaaaaaaaaa\n";
  std::string stages = "FROM b AS s0\n";
  std::string ports = "FROM b\nEXPOSE";
  std::string globals = "ARG A=aaaaaaaaaaaaaaaa\n";
  for (int i = 0; i < 64; ++i) {
    doubling += "ENV A=$A$A\n";
    globals += "ARG A=$A$A\n";
  }
  for (int i = 1; i < 3000; ++i) ports += fmt::format(" {}-65535", i);
  for (int i = 0; i < 3000; ++i) stages += fmt::format("ENV K{}=v\nFROM s{} AS s{}\n", i, i, i + 1);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(value_of(stages_of(doubling), "Env", "A"), "unknown: the value is too long");
  EXPECT_TRUE(stages_of(globals + "FROM b\n").back().contains("error"));
  EXPECT_TRUE(stages_of(stages).back().contains("error"));
  EXPECT_TRUE(stages_of(ports + "\n").back().contains("error"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
}

TEST(ImageConfig, RefusesBaseConfigsOfTheWrongShape) {
  for (const std::string_view json : {"", "[]", "{", R"({"config": []})", R"({"config": {"Env": "A=1"}})",
      R"({"config": {"Env": [1]}})",
                                      R"({"config": {"Labels": {"a": 1}}})",
                                          R"({"config": {"Healthcheck": {"Interval": "5s"}}})", R"({"author": 1})"}) {
    EXPECT_FALSE(parse_image_config(json).ok()) << json;
  }
  EXPECT_TRUE(parse_image_config(R"({"config": {"Env": null, "Cmd": null}, "history": []})").ok());
}

TEST(ImageConfig, WritesBytesThatAreNoText) {
  const Json stages = stages_of("FROM b\nCMD [\"x\"]\nMAINTAINER \xff\nENV A=\xff\n");
  EXPECT_EQ(stages[0]["author"], Json::parse(R"({"hex": "ff"})"));
  EXPECT_EQ(stages[0]["config"]["Env"][1], "A=\xEF\xBF\xBD") << "what is expanded gets U+FFFD in place of a bad byte";
}

}  // namespace
}  // namespace drydock
