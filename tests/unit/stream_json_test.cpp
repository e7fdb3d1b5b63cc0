// The answers of `drydock stream`.
#include "report/stream_json.hpp"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace drydock {
namespace {

nlohmann::json answer(std::string_view line) {
  static const PipelineOptions options{.passes = default_passes()};
  return nlohmann::json::parse(answer_line(line, 3, options));
}

TEST(StreamJson, AnswersWithTheRewrittenText) {
  const auto got = answer(R"({"id":"a","path":"x/Dockerfile","content":"FROM debian\nCMD nginx\n","other":1})");
  EXPECT_EQ(got.at("id"), "a");
  EXPECT_EQ(got.at("path"), "x/Dockerfile");
  EXPECT_EQ(got.at("content"), "FROM debian\nCMD [\"nginx\"]\n");
  EXPECT_EQ(got.at("changed"), true);
  ASSERT_EQ(got.at("rewrites").size(), 1U);
  EXPECT_EQ(got.at("rewrites")[0].at("kind"), "applied");
  EXPECT_EQ(got.at("rewrites")[0].at("pass"), "shell_to_exec_form");
  EXPECT_EQ(got.at("rewrites")[0].at("line"), 2);
  EXPECT_TRUE(got.at("diagnostics").empty());
}

TEST(StreamJson, AFileWithErrorsKeepsItsText) {
  const auto got = answer(R"({"id":null,"content":"FROM debian\nCOPY\n"})");
  EXPECT_EQ(got.at("id"), nullptr);
  EXPECT_EQ(got.at("path"), nullptr);
  EXPECT_EQ(got.at("content"), "FROM debian\nCOPY\n");
  EXPECT_EQ(got.at("changed"), false);
  ASSERT_EQ(got.at("diagnostics").size(), 1U);
  EXPECT_EQ(got.at("diagnostics")[0].at("severity"), "error");
  EXPECT_EQ(got.at("diagnostics")[0].at("line"), 2);
}

TEST(StreamJson, BytesThatAreNoTextComeInBase64) {
  // "FROM debian\n# \xff\nCMD nginx\n"
  const auto got = answer(R"({"id":1,"content_base64":"RlJPTSBkZWJpYW4KIyD/CkNNRCBuZ2lueAo="})");
  EXPECT_EQ(got.at("content_base64"), "RlJPTSBkZWJpYW4KIyD/CkNNRCBbIm5naW54Il0K");
  EXPECT_FALSE(got.contains("content"));
  for (const char* text : {"", "Zg==", "Zm8=", "Zm9v"}) {
    EXPECT_EQ(answer(nlohmann::json{{"id", 1}, {"content_base64", text}}.dump()).at("content_base64"), text);
  }
}

TEST(StreamJson, WhatIsNoRequestGetsAnErrorWithTheLine) {
  for (const char* line :
       {"", " ", "{", "[]", "1", "{}", R"({"id":1})", R"({"content":""})", R"({"id":1,"content":2})",
        R"({"id":1,"path":[],"content":""})", R"({"id":1,"content":"","content_base64":""})",
        R"({"id":1,"content_base64":"Zg"})", R"({"id":1,"content_base64":"Z==="})",
        R"({"id":1,"content_base64":"Zg==Zg=="})", R"({"id":1,"content_base64":"Z?=="})",
        R"({"id":1,"content":"\ud800"})", "{\"id\":1,\"content\":\"\xff\"}", "{\"id\":1,\"content\":\"\"}\r{"}) {
    const auto got = answer(line);
    EXPECT_EQ(got.at("line"), 3) << line;
    EXPECT_FALSE(got.at("error").get<std::string>().empty()) << line;
    EXPECT_FALSE(got.contains("content")) << line;
  }
  EXPECT_EQ(answer(R"({"id":{"a":[1]}})").at("id").at("a")[0], 1);
  // No depth of nesting uses up the stack.
  EXPECT_TRUE(answer(std::string(1'000'000, '[')).contains("error"));
  const auto nested = [](int depth) {
    const auto times = static_cast<std::size_t>(depth);
    return R"({"id":)" + std::string(times, '[') + std::string(times, ']') + R"(,"content":"FROM x\n"})";
  };
  EXPECT_EQ(answer(nested(60)).at("content"), "FROM x\n");
  EXPECT_EQ(answer(nested(100)).at("error"), "is nested more than 64 deep");
  // What is passed over may be anything, also the names of keys that count.
  EXPECT_EQ(answer(R"({"a":{"id":2,"content":[[{}]]},"id":{"id":[3],"b":null},"c":[[1],{}],"content":"FROM x\n"})")
                .at("id")
                .dump(),
            R"({"b":null,"id":[3]})");
}

}  // namespace
}  // namespace drydock
