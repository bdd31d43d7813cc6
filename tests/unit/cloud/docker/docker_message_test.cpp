// docker messages: bodies of requests, answers as Docker and podman give them, and answers that are none.
#include "cloud/docker/docker_message.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/sample_clone.hpp"

namespace acrida::tests {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;
namespace json = boost::json;

CloneSpec spec() {
  return sample_clone("sha256:12");
}

HttpAnswer answer(const std::string& body, long status = 200) {
  return {.status = status, .headers = {}, .body = body};
}

template <class T>
CloudError error_of(const CloudResult<T>& result) {
  const auto* error = std::get_if<CloudError>(&result);
  return error == nullptr ? CloudError{CloudFault::unsupported, "none", "no error"} : *error;
}

TEST(DockerCreate, HasAllTagsAndNoRights) {
  DockerOptions options;
  options.memory_bytes = std::uint64_t{3} << 30;
  const json::value body = json::parse(docker::create_body(spec(), options));
  EXPECT_EQ(body.at("Image"), "sha256:12");
  EXPECT_EQ(json::serialize(body.at("Cmd")), R"(["slave"])");
  EXPECT_EQ(json::serialize(body.at("Labels")),
            R"({"acrida":"slave","acrida-fleet":"f","acrida-token":"k-0"})");
  const auto environment = json::value_to<std::vector<std::string>>(body.at("Env"));
  EXPECT_THAT(environment, Contains("ACRIDA_MASTER_NODE_HOST=10.0.0.1"));
  EXPECT_THAT(environment, Contains("ACRIDA_ENROLMENT_TOKEN=secret"));
  EXPECT_THAT(environment, Contains("ACRIDA_LEAVE_AFTER=600"));
  const json::value& host = body.at("HostConfig");
  EXPECT_EQ(host.at("NetworkMode"), "host");
  EXPECT_EQ(host.at("Memory").to_number<std::uint64_t>(), 3'221'225'472u);
  EXPECT_EQ(json::serialize(host.at("CapDrop")), R"(["ALL"])");
  EXPECT_EQ(json::serialize(host.at("SecurityOpt")), R"(["no-new-privileges"])");
  EXPECT_TRUE(host.at("ReadonlyRootfs").as_bool());
  EXPECT_FALSE(
      json::parse(docker::create_body(spec(), {})).at("HostConfig").as_object().contains("Memory"));
}

TEST(DockerFilters, AreJsonWhateverATagIs) {
  EXPECT_EQ(docker::filters_of("acrida-fleet", "f"), R"({"label":["acrida-fleet=f"]})");
  EXPECT_EQ(docker::filters_of("a", "\"]}"), R"({"label":["a=\"]}"]})");
}

TEST(DockerAnswers, AnImageHasTheNameThatItWasAskedForBy) {
  const auto name = [](const std::string& asked_for) {
    const auto image = answer(R"({"Id":"sha256:1","RepoTags":["a:1","localhost/b:latest","c:2"]})");
    return std::get<std::string>(docker::read_image_name(image, asked_for, "mark"));
  };
  EXPECT_EQ(name("c:2"), "c:2");
  EXPECT_EQ(name("b"), "localhost/b:latest");
  EXPECT_EQ(name("localhost/b"), "localhost/b:latest");
  EXPECT_EQ(name("sha256:1"), "a:1");
  EXPECT_EQ(
      std::get<std::string>(docker::read_image_name(answer(R"({"Id":"sha256:1"})"), "a", "m")),
      "sha256:1");
}

TEST(DockerAnswers, ErrorsAreToldByStatusAndWords) {
  const auto fault = [](long status, const std::string& text) {
    return docker::error_in(answer(R"({"message":")" + text + R"("})", status), "clone")->fault;
  };
  EXPECT_EQ(fault(409, R"(Conflict. The container name \"/a\" is already in use by container)"),
            CloudFault::already_exists);
  EXPECT_EQ(
      fault(500, R"(the container name \"a\" is already in use by 1f. Remove it: name in use)"),
      CloudFault::already_exists);
  EXPECT_EQ(fault(500, "listen tcp 0.0.0.0:80: bind: address already in use"),
            CloudFault::internal);
  EXPECT_EQ(fault(409, "removal of container a is already in progress"), CloudFault::transient);
  EXPECT_EQ(fault(404, "no such image"), CloudFault::not_found);
  EXPECT_EQ(fault(400, "bad parameter"), CloudFault::invalid);
  EXPECT_EQ(fault(403, "authorization denied by plugin"), CloudFault::auth);
  EXPECT_EQ(fault(500, "write /x: no space left on device"), CloudFault::capacity);
  EXPECT_EQ(fault(500, "?"), CloudFault::internal);
  EXPECT_FALSE(docker::error_in(answer("", 304), "start")) << "it is so already";
  EXPECT_FALSE(docker::error_in(answer("", 204), "start"));
  EXPECT_EQ(docker::error_in(answer("<html>", 502), "start")->cause, "status 502");
}

TEST(DockerContainers, HaveTagsAndStates) {
  const auto listed = std::get<std::vector<CloudMachine>>(docker::read_containers(
      answer(R"([{"Id":"1","Names":["/acrida-k-0"],"State":"running","Status":"Up 3 seconds",
                  "Labels":{"acrida":"slave","acrida-token":"k-0","n":7}},
                 {"Id":"2","Names":null,"State":"created","Labels":null},
                 {"Id":"3","Names":[],"State":"exited"},
                 {"Id":"4","State":"removing"},{"Id":"5","State":"what"}])"),
      "list"));
  ASSERT_EQ(listed.size(), 5u);
  EXPECT_EQ(listed[0].name, "acrida-k-0");
  EXPECT_EQ(listed[0].state, MachineState::running);
  EXPECT_THAT(listed[0].tags,
              UnorderedElementsAre(Pair("acrida", "slave"), Pair("acrida-token", "k-0")));
  EXPECT_EQ(listed[1].state, MachineState::pending);
  EXPECT_EQ(listed[2].state, MachineState::gone);
  EXPECT_EQ(listed[3].state, MachineState::stopping);
  EXPECT_EQ(listed[4].state, MachineState::pending);
}

TEST(DockerContainers, TellWhyTheyEnded) {
  const auto detail = [](const std::string& state) {
    return std::get<CloudMachine>(
               docker::read_container(
                   answer(
                       R"({"Id":"1","Name":"/a","Config":{"Labels":{"acrida":"slave"}},"State":)" +
                       state + "}"),
                   "describe"))
        .detail;
  };
  EXPECT_EQ(detail(R"({"Status":"exited","ExitCode":2})"), "exit code 2");
  EXPECT_THAT(detail(R"({"Status":"exited","OOMKilled":true,"ExitCode":137})"),
              HasSubstr("--docker-memory"));
  EXPECT_EQ(detail(R"({"Status":"dead","Error":"no\nruntime"})"), "no runtime");
  EXPECT_EQ(detail(R"({"Status":"exited"})"), "it ended");
  EXPECT_EQ(detail(R"({"Status":"running","ExitCode":0})"), "");
}

TEST(DockerImages, WithTheLabelAreTemplates) {
  const auto found = std::get<std::vector<MachineTemplate>>(
      docker::read_images(answer(R"([{"Id":"sha256:0123456789abcdef","RepoTags":["acrida:1","b"],
                  "Labels":{"acrida":"slave-template"}},
                 {"Id":"sha256:fedcba9876543210","RepoTags":["<none>:<none>"],
                  "Labels":{"acrida":"slave-template"}},
                 {"Id":"sha256:77","RepoTags":null,"Labels":null}])"),
                          {}));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].id, "sha256:0123456789abcdef");
  EXPECT_EQ(found[0].name, "acrida:1");
  EXPECT_EQ(found[1].name, "image fedcba987654");
}

TEST(DockerLog, ItsLastLineIsFoundInItsPieces) {
  const auto piece = [](char stream, const std::string& text) {
    std::string all{stream, 0, 0, 0, 0, 0, 0, static_cast<char>(text.size())};
    return all + text;
  };
  EXPECT_EQ(docker::last_log_line(piece(1, "one\n") + piece(2, "two\n")), "two");
  EXPECT_EQ(docker::last_log_line(piece(1, "half ") + piece(1, "a line")), "half a line");
  EXPECT_EQ(docker::last_log_line("without heads\r\n"), "without heads");
  EXPECT_EQ(docker::last_log_line(""), "");
  // Lengths that are wrong.
  EXPECT_EQ(docker::last_log_line(std::string("\1\0\0\0\xff\xff\xff\xff", 8) + "rest"), "rest");
  EXPECT_EQ(docker::last_log_line(piece(1, "a\n") + std::string("\1\0\0", 3)), "a");
}

TEST(DockerAnswers, ThatMakeNoSenseAreSaidToBe) {
  for (const char* bad : {"", "[", "null", "7", R"([7])", R"([{"Id":7}])", R"({"Id":[]})",
                          R"([{"Id":"1","State":{}}])", R"({"Id":"1","State":"x"})"}) {
    EXPECT_EQ(error_of(docker::read_containers(answer(bad), "d")).fault, CloudFault::internal)
        << bad;
    EXPECT_EQ(error_of(docker::read_container(answer(bad), "d")).fault, CloudFault::internal)
        << bad;
  }
  EXPECT_EQ(error_of(docker::read_created(answer("{}", 201), "clone")).fault,
            CloudFault::outcome_unknown);
  EXPECT_EQ(error_of(docker::read_images(answer("{}"), {})).fault, CloudFault::internal);
  const std::string deep = std::string(100'000, '[');
  EXPECT_EQ(error_of(docker::read_containers(answer(deep), "list")).fault, CloudFault::internal);
}

}  // namespace
}  // namespace acrida::tests
