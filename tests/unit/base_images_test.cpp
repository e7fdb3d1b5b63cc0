// The table of base images: what is free for a CMD, what is not, and under which names the same image goes.
#include "analysis/base_images.hpp"

#include <string>

#include <gtest/gtest.h>

#include "syntax/image_reference.hpp"

namespace drydock {
namespace {

/// The facts about an image on which shell form means /bin/sh -c and a CMD starts the program that it names; null for
/// others.
const BaseImageFacts* find_free_base_image(std::string_view image) {
  const BaseImageFacts* facts = find_base_image(image);
  if (facts == nullptr) return nullptr;
  const bool free = facts->entrypoint == BaseEntrypoint::none || facts->entrypoint == BaseEntrypoint::starts_programs;
  const bool plain = facts->system == BaseSystem::on_linux && facts->shell == BaseShell::sh;
  return free && plain ? facts : nullptr;
}

std::string digest() { return "@sha256:" + std::string(64, 'a'); }

TEST(BaseImages, EveryRowIsFoundByItsName) {
  for (const BaseImageFacts& facts : known_base_images()) {
    EXPECT_TRUE(is_image_reference(facts.repository)) << facts.repository;
    EXPECT_EQ(find_base_image(facts.repository), &facts) << facts.repository;
    EXPECT_EQ(facts.source.find("http"), std::string_view::npos) << facts.repository;
    EXPECT_EQ(names_windows_image(facts.repository), facts.system == BaseSystem::on_windows) << facts.repository;
  }
}

TEST(BaseImages, KnowsTheCommonOnes) {
  for (const std::string_view name :
       {"ubuntu", "biocontainers/biocontainers", "debian", "alpine", "python", "node", "golang", "buildpack-deps",
        "centos", "openjdk", "php", "scratch", "mcr.microsoft.com/windows/servercore",
        "mcr.microsoft.com/dotnet-buildtools/prereqs", "ruby", "mcr.microsoft.com/dotnet/sdk", "nginx", "maven",
        "nvidia/cuda", "fedora", "java", "demisto/python3", "redhat/ubi9-minimal", "postgres", "amazonlinux",
        "phusion/baseimage", "microsoft/windowsservercore", "mcr.microsoft.com/azurelinux/base/core", "webdevops/php",
        "microsoft/dotnet", "icr.io/appcafe/ibm-semeru-runtimes", "mcr.microsoft.com/windows/nanoserver",
        "mcr.microsoft.com/dotnet/aspnet", "oraclelinux", "demisto/python3-deb", "redhat/ubi9",
        "mcr.microsoft.com/dotnet/runtime-deps", "tomcat", "eclipse-temurin", "debezium/connect-base",
        "mhart/alpine-node", "mcr.microsoft.com/dotnet/runtime", "docker", "drupal",
        "registry.access.redhat.com/ubi9/ubi-minimal", "rust", "webdevops/php-nginx", "webdevops/php-apache", "mysql",
        "busybox", "mcr.microsoft.com/dotnet/framework/aspnet", "mcr.microsoft.com/dotnet/core/sdk",
        "registry.access.redhat.com/ubi9/ubi", "mcr.microsoft.com/dotnet/framework/sdk", "continuumio/miniconda3",
        "ibmjava", "tensorflow/tensorflow", "debezium/kafka", "demisto/crypto", "websphere-liberty",
        "redhat/ubi8-minimal", "mcr.microsoft.com/dotnet/core/aspnet", "mongo", "adoptopenjdk", "microsoft/aspnet",
        "registry.access.redhat.com/ubi8/ubi", "rabbitmq", "gcr.io/distroless/static",
        "registry.access.redhat.com/ubi8/ubi-minimal", "redis", "httpd", "jenkins/jenkins"}) {
    EXPECT_NE(find_base_image(name), nullptr) << name;
  }
}

TEST(BaseImages, StartsProgramsAsTheyAre) {
  for (const std::string_view name :
       {"ubuntu", "alpine:3.19", "node:20-alpine", "php:8-fpm", "python", "golang:1.22", "openjdk:8-jre",
        "eclipse-temurin:21", "maven:3.9-eclipse-temurin-21", "gradle", "tomcat:9", "httpd", "jenkins/jenkins:lts",
        "nvidia/cuda:12.4.1-base-ubuntu22.04", "continuumio/miniconda3", "mcr.microsoft.com/dotnet/aspnet:8.0",
        "registry.access.redhat.com/ubi8/ubi-minimal:8.9", "gcr.io/distroless/static-debian12:nonroot"}) {
    const BaseImageFacts* facts = find_free_base_image(name);
    ASSERT_NE(facts, nullptr) << name;
    EXPECT_LE(facts->entrypoint, BaseEntrypoint::starts_programs) << name;
    EXPECT_EQ(facts->shell, BaseShell::sh) << name;
    EXPECT_EQ(facts->system, BaseSystem::on_linux) << name;
  }
}

// Their scripts end with exec "$@" too, but not before they have looked at what they start.
TEST(BaseImages, ScriptsThatLookAtTheirArgumentsAreNotFree) {
  for (const std::string_view name :
       {"postgres", "postgres:16-alpine", "redis:7", "mysql:8", "mariadb", "mongo", "rabbitmq:3-management", "nginx",
        "nginx:1.25-alpine", "docker.io/library/nginx", "cassandra", "elasticsearch", "wordpress:fpm", "docker:dind",
        "composer", "haproxy", "traefik", "ghost", "jetty", "webdevops/php-nginx", "postgis/postgis",
        "bitnami/redis"}) {
    EXPECT_EQ(find_free_base_image(name), nullptr) << name;
    const BaseImageFacts* facts = find_base_image(name);
    ASSERT_NE(facts, nullptr) << name;
    EXPECT_EQ(facts->entrypoint, BaseEntrypoint::inspects_arguments) << name;
  }
}

TEST(BaseImages, JuliaStartsProgramsNamedLikeItsScriptsItself) {
  EXPECT_EQ(find_free_base_image("julia:1.10"), nullptr);
}

TEST(BaseImages, OldMavenImagesGaveMavenOtherArguments) {
  for (const std::string_view name : {"maven:3.2-jdk-7", "maven:3.2.5-jdk-8-onbuild", "maven:3-jdk-6"}) {
    EXPECT_EQ(find_free_base_image(name), nullptr) << name;
  }
  EXPECT_NE(find_free_base_image("maven:3.6-jdk-8"), nullptr);
}

TEST(BaseImages, ProgramsAndInterpretersAreNotFree) {
  for (const std::string_view name : {"alpine/git", "hashicorp/terraform:1.5", "gcr.io/distroless/java17-debian12",
                                      "gcr.io/distroless/nodejs20-debian12", "public.ecr.aws/lambda/python:3.12"}) {
    EXPECT_EQ(find_free_base_image(name), nullptr) << name;
    EXPECT_NE(find_base_image(name), nullptr) << name;
  }
}

TEST(BaseImages, ShellsThatTheImageSetsAreNotPlain) {
  EXPECT_EQ(find_free_base_image("mambaorg/micromamba"), nullptr);
  ASSERT_NE(find_base_image("mambaorg/micromamba"), nullptr);
  EXPECT_EQ(find_base_image("mambaorg/micromamba")->shell, BaseShell::other);
}

TEST(BaseImages, LeavesTagsOut) {
  EXPECT_EQ(find_base_image("mcr.microsoft.com/dotnet/runtime:8.0-jammy-chiseled"), nullptr);
  EXPECT_EQ(find_base_image("mcr.microsoft.com/dotnet/aspnet:9.0-azurelinux3.0-distroless"), nullptr);
  EXPECT_EQ(find_base_image("gcr.io/distroless/static:debug-nonroot"), nullptr);
  for (const std::string_view name : {"node:10-onbuild", "python:onbuild", "library/ruby:2.1-onbuild"}) {
    EXPECT_EQ(find_base_image(name), nullptr) << name;
  }
  EXPECT_EQ(find_base_image("gcr.io/distroless/static" + digest()), nullptr) << "it may be a debug image";
  EXPECT_NE(find_base_image("gcr.io/distroless/static:nonroot" + digest()), nullptr);
  EXPECT_NE(find_base_image("alpine" + digest()), nullptr);
}

TEST(BaseImages, KnowsTheSameImageUnderOtherNames) {
  const BaseImageFacts* python = find_free_base_image("python");
  ASSERT_NE(python, nullptr);
  for (const std::string_view name :
       {"library/python", "docker.io/python:3", "docker.io/library/python", "index.docker.io/library/python",
        "registry-1.docker.io/library/python", "registry.hub.docker.com/library/python:3.9",
        "mirror.gcr.io/library/python", "public.ecr.aws/docker/library/python:3",
        "mcr.microsoft.com/mirror/docker/library/python:3.9", "amd64/python",
        "arm32v7/python:3-slim", "arm64v8/python", "mirror.gcr.io/arm64v8/python"}) {
    EXPECT_EQ(find_free_base_image(name), python) << name;
  }
  EXPECT_EQ(find_free_base_image("docker.io/phusion/baseimage"), find_free_base_image("phusion/baseimage"));
  for (const std::string_view name :
       {"someone/python", "quay.io/python", "example.com/library/python", "localhost:5000/python", "python/python",
        "public.ecr.aws/python", "public.ecr.aws/amd64/python", "mcr.microsoft.com/library/python", "Python", "$BASE",
        "python:$TAG", "python:", "", "pythonic", "ubi8/ubi", "example.com/docker.io/python"}) {
    EXPECT_EQ(find_base_image(name), nullptr) << name;
  }
}

TEST(BaseImages, KnowsNamesOfWindows) {
  for (const std::string_view name :
       {"mcr.microsoft.com/windows/servercore:ltsc2022", "golang:1.20-windowsservercore",
        "python:3.11-windowsservercore", "mcr.microsoft.com/dotnet/sdk:8.0-nanoserver-1809",
        "mcr.microsoft.com/dotnet/framework/aspnet:4.8", "microsoft/aspnet:4.7", "microsoft/iis",
        "microsoft/nanoserver", "winamd64/golang", "microsoft/dotnet-framework",
        "microsoft/aspnet@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}) {
    EXPECT_TRUE(names_windows_image(name)) << name;
    EXPECT_EQ(find_free_base_image(name), nullptr) << name;
  }
  for (const std::string_view name :
       {"golang", "mcr.microsoft.com/dotnet/sdk:8.0", "microsoft/dotnet", "ubuntu", "$X",
        "microsoft/aspnet:1.0.0-rc1-update1"}) {
    EXPECT_FALSE(names_windows_image(name)) << name;
  }
  EXPECT_EQ(find_base_image("golang:1.20-nanoserver"), nullptr) << "the row is about the images for Linux";
}

TEST(BaseImages, KnowsWorkingDirectoriesAndUtilities) {
  EXPECT_EQ(find_free_base_image("golang")->working_dir, "/go");
  EXPECT_EQ(find_free_base_image("debian")->working_dir, "/");
  EXPECT_EQ(find_free_base_image("php")->working_dir, std::nullopt) << "php:apache and php:cli differ";
  EXPECT_TRUE(find_free_base_image("busybox")->has_core_utilities);
  EXPECT_FALSE(find_free_base_image("scratch")->has_core_utilities);
  EXPECT_FALSE(find_free_base_image("gcr.io/distroless/base")->has_core_utilities);
}

TEST(ImageReferences, SplitsNames) {
  struct Row {
    std::string name, domain, path, tag, digest;
  };
  const std::string sum = digest().substr(1);
  for (const Row& row : {Row{"alpine", "docker.io", "library/alpine", "", ""},
                         Row{"a/b:t", "docker.io", "a/b", "t", ""},
                         Row{"index.docker.io/x", "docker.io", "library/x", "", ""},
                         Row{"localhost/x:1", "localhost", "x", "1", ""},
                         Row{"r.io:5000/a/b/c:t" + digest(), "r.io:5000", "a/b/c", "t", sum},
                         Row{"x" + digest(), "docker.io", "library/x", "", sum},
                         Row{"[::1]:5/x", "[::1]:5", "x", "", ""},
                         Row{"Foo/bar", "Foo", "bar", "", ""},
                         Row{"foo_bar.com/x", "", "foo_bar.com/x", "", ""}}) {
    const auto reference = parse_image_reference(row.name);
    ASSERT_TRUE(reference.has_value()) << row.name;
    EXPECT_EQ(reference->domain, row.domain) << row.name;
    EXPECT_EQ(reference->path, row.path) << row.name;
    EXPECT_EQ(reference->tag, row.tag) << row.name;
    EXPECT_EQ(reference->digest, row.digest) << row.name;
  }
}

TEST(ImageReferences, LimitsThePathAlone) {
  EXPECT_TRUE(is_image_reference("r.io/" + std::string(255, 'a') + ":" + std::string(128, 't')));
  EXPECT_FALSE(is_image_reference("r.io/" + std::string(256, 'a')));
  EXPECT_TRUE(is_image_reference(std::string(255 - 8, 'a'))) << "library/ counts";
  EXPECT_FALSE(is_image_reference(std::string(256 - 8, 'a')));
}

}  // namespace
}  // namespace drydock
