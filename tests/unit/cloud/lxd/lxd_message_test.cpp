// lxd messages: bodies of requests, answers as LXD 5.0 gives them, and answers that are none.
#include "cloud/lxd/lxd_message.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/sample_clone.hpp"

namespace acrida::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;
namespace json = boost::json;

CloneSpec spec() {
  return sample_clone("base");
}

HttpAnswer answer(const std::string& body, long status = 200) {
  return {.status = status, .headers = {}, .body = body};
}

HttpAnswer sync(const std::string& metadata) {
  return answer(R"({"type":"sync","status_code":200,"metadata":)" + metadata + "}");
}

template <class T>
CloudError error_of(const CloudResult<T>& result) {
  const auto* error = std::get_if<CloudError>(&result);
  return error == nullptr ? CloudError{CloudFault::unsupported, "none", "no error"} : *error;
}

TEST(LxdClone, HasAllTagsAndWhatItIsToldFromTheFirstMoment) {
  const json::value body = json::parse(lxd::clone_body(
      spec(), {.type = "container", .profiles = {"default", "load"}, .problem = ""}));
  EXPECT_EQ(body.at("name"), "acrida-k-0");
  EXPECT_TRUE(body.at("ephemeral").as_bool());
  EXPECT_EQ(json::serialize(body.at("source")),
            R"({"type":"copy","source":"base","instance_only":true})");
  EXPECT_EQ(json::serialize(body.at("profiles")), R"(["default","load"])");
  const json::value& config = body.at("config");
  EXPECT_EQ(config.at("user.acrida"), "slave");
  EXPECT_EQ(config.at("user.acrida-fleet"), "f");
  EXPECT_EQ(config.at("user.acrida-token"), "k-0");
  EXPECT_THAT(std::string(config.at("user.acrida-env").as_string()),
              HasSubstr("ACRIDA_ENROLMENT_TOKEN=secret\n"));
  EXPECT_THAT(std::string(config.at("cloud-init.user-data").as_string()),
              HasSubstr("#cloud-config"));
  EXPECT_EQ(config.at("user.user-data"), config.at("cloud-init.user-data"));
}

TEST(LxdClone, OfAnImageIsOfItsType) {
  CloneSpec of_image = spec();
  of_image.template_id = "image:abc";
  const json::value body = json::parse(
      lxd::clone_body(of_image, {.type = "virtual-machine", .profiles = {}, .problem = ""}));
  EXPECT_EQ(body.at("type"), "virtual-machine");
  EXPECT_EQ(json::serialize(body.at("source")), R"({"type":"image","fingerprint":"abc"})");
  EXPECT_FALSE(body.as_object().contains("profiles"));
}

TEST(LxdFilter, IsOnlyForWhatTheServerUnderstands) {
  EXPECT_EQ(lxd::filter_of("config.user.acrida-fleet", "1f-127.0.0.1-5557"),
            "config.user.acrida-fleet eq 1f-127.0.0.1-5557");
  EXPECT_EQ(lxd::filter_of("config.user.purpose", "load test"), "");
  EXPECT_EQ(lxd::filter_of("config.user.a b", "c"), "");
  EXPECT_EQ(lxd::filter_of("config.user.a", "b\" or name eq x"), "");
  EXPECT_EQ(lxd::filter_of("config.user.a", ""), "");
}

TEST(LxdAnswers, ErrorsAreToldByTheirWords) {
  const auto fault = [](long status, const std::string& text) {
    return lxd::error_in(answer(R"({"error":")" + text + R"("})", status), "clone")->fault;
  };
  EXPECT_EQ(fault(500, R"(Reached maximum number of instances in project \"acrida\")"),
            CloudFault::quota);
  EXPECT_EQ(fault(500, "write /x: No space left on device"), CloudFault::capacity);
  EXPECT_EQ(fault(404, "Instance not found"), CloudFault::not_found);
  EXPECT_EQ(fault(403, "not authorized"), CloudFault::auth);
  EXPECT_EQ(fault(409, "Conflict"), CloudFault::already_exists);
  EXPECT_EQ(fault(400, "Invalid instance name"), CloudFault::invalid);
  EXPECT_EQ(fault(400, "Instance is running"), CloudFault::transient);
  EXPECT_EQ(fault(503, ""), CloudFault::transient);
  EXPECT_EQ(fault(500, "?"), CloudFault::internal);
  EXPECT_FALSE(lxd::error_in(answer("", 202), "clone"));
  const auto nothing = lxd::error_in(answer("<html>", 502), "clone");
  EXPECT_EQ(nothing->cause, "status 502");
  const auto endless =
      lxd::error_in(answer(R"({"error":"a\nb)" + std::string(5'000, 'x') + R"("})", 400), "clone");
  EXPECT_LE(endless->cause.size(), 300u);
  EXPECT_EQ(endless->cause.find('\n'), std::string::npos);
}

TEST(LxdOperation, IsAPathOrDone) {
  const auto begun = [](const std::string& body, long status) {
    return lxd::read_begun(answer(body, status), "clone");
  };
  EXPECT_EQ(std::get<std::string>(begun(R"({"type":"sync","operation":""})", 200)), "");
  EXPECT_EQ(std::get<std::string>(begun(R"({"operation":"/1.0/operations/1-2"})", 202)),
            "/1.0/operations/1-2");
  EXPECT_EQ(std::get<std::string>(begun(R"({"operation":"/1.0/operations/1?project=p"})", 202)),
            "/1.0/operations/1");
  for (const char* bad : {"", "[]", "{", R"({"operation":7})", R"({"operation":"http://evil/"})",
                          R"({"operation":"/1.0/operations/1 \r\nX: y"})"})
    EXPECT_EQ(error_of(begun(bad, 202)).fault, CloudFault::outcome_unknown) << bad;
}

TEST(LxdOperation, HasSucceededOrSaysWhyNot) {
  const auto fault = [](const HttpAnswer& ended) {
    return error_of(lxd::read_operation(ended, "clone")).fault;
  };
  EXPECT_TRUE(std::holds_alternative<Done>(
      lxd::read_operation(sync(R"({"status_code":200,"err":""})"), "clone")));
  EXPECT_EQ(fault(sync(R"({"status_code":400,"err":"Failed creating instance record: Add instance )"
                       R"(info to the database: This \"instances\" entry already exists"})")),
            CloudFault::already_exists);
  EXPECT_EQ(fault(sync(R"({"status_code":400,"err":"Failed creating instance record: Instance is )"
                       R"(busy running a \"create\" operation"})")),
            CloudFault::already_exists);
  EXPECT_EQ(
      fault(sync(R"({"status_code":400,"err":"Instance is busy running a \"stop\" operation"})")),
      CloudFault::transient);
  EXPECT_EQ(fault(sync(R"({"status_code":103})")), CloudFault::outcome_unknown);
  EXPECT_EQ(fault(answer(R"({"error":"not found"})", 404)), CloudFault::outcome_unknown);
  for (const char* bad : {"null", "[]", "{}", R"({"status_code":"x"})"})
    EXPECT_EQ(fault(sync(bad)), CloudFault::outcome_unknown) << bad;
}

constexpr char kMachine[] = R"({"name":"acrida-k-0","status":"Running","status_code":103,
  "type":"container","config":{"user.acrida":"slave","user.acrida-fleet":"f","user.acrida-token":"k-0",
  "user.acrida-env":"ACRIDA_ENROLMENT_TOKEN=secret","user.user-data":"secret","user.locust":"x",
  "volatile.last_state.power":"RUNNING"}})";

TEST(LxdMachine, HasItsTagsAndNoSecrets) {
  const auto machine = std::get<CloudMachine>(lxd::read_machine(sync(kMachine), "describe"));
  EXPECT_EQ(machine.id, "acrida-k-0");
  EXPECT_EQ(machine.state, MachineState::running);
  EXPECT_THAT(machine.tags, UnorderedElementsAre(Pair("acrida", "slave"), Pair("acrida-fleet", "f"),
                                                 Pair("acrida-token", "k-0")));
}

TEST(LxdMachine, HasAState) {
  const auto state = [](int code, const std::string& config = "{}") {
    return std::get<CloudMachine>(
               lxd::read_machine(sync(R"({"name":"a","status_code":)" + std::to_string(code) +
                                      R"(,"config":)" + config + "}"),
                                 "describe"))
        .state;
  };
  EXPECT_EQ(state(106), MachineState::pending);
  EXPECT_EQ(state(103), MachineState::running);
  EXPECT_EQ(state(107), MachineState::stopping);
  EXPECT_EQ(state(102), MachineState::pending) << "copied, and not yet started";
  EXPECT_EQ(state(102, R"({"volatile.last_state.power":"STOPPED"})"), MachineState::stopped);
  EXPECT_EQ(state(112), MachineState::pending) << "the server cannot tell";
}

TEST(LxdTemplates, AreStoppedInstancesWithTheTagThatAreNoSlaves) {
  const auto found = std::get<std::vector<MachineTemplate>>(lxd::read_templates(
      sync(R"([{"name":"a","status_code":102,"type":"container","description":"one",
                "config":{"user.purpose":"load test"},"expanded_config":{"limits.cpu":"4"}},
               {"name":"b","status_code":103,"type":"virtual-machine",
                "config":{"user.purpose":"load test","limits.cpu":"0-3"}},
               {"name":"copy","status_code":102,
                "config":{"user.purpose":"load test","user.acrida":"slave"}},
               {"name":"other","status_code":102,"config":{"user.purpose":"load"}}])"),
      {"purpose", "load test"}));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].description, "container: one");
  EXPECT_EQ(found[0].cores, 4u);
  EXPECT_EQ(found[0].problem, "");
  EXPECT_EQ(found[1].description, "virtual machine");
  EXPECT_EQ(found[1].cores, 0u);
  EXPECT_THAT(found[1].problem, HasSubstr("lxc stop b"));
}

TEST(LxdTemplates, AreImagesWithThePropertyToo) {
  const auto found = std::get<std::vector<MachineTemplate>>(
      lxd::read_images(sync(R"([{"fingerprint":"0123456789abcdef","type":"virtual-machine",
                "properties":{"acrida":"slave-template","description":"Debian"}},
               {"fingerprint":"f","type":"container","properties":{}}])"),
                       {}));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].id, "image:0123456789abcdef");
  EXPECT_EQ(found[0].name, "image 0123456789ab");
  EXPECT_EQ(found[0].description, "virtual machine: Debian");
}

TEST(LxdAnswers, ThatMakeNoSenseAreSaidToBe) {
  for (const char* bad :
       {"", "[", "null", "7", "{}", R"({"metadata":7})", R"({"metadata":[7]})",
        R"({"metadata":{"name":[]}})",
        R"({"metadata":[{"fingerprint":{}, "properties":{"acrida":"slave-template"}}]})"}) {
    EXPECT_EQ(error_of(lxd::read_machine(answer(bad), "d")).fault, CloudFault::internal) << bad;
    EXPECT_EQ(error_of(lxd::read_machines(answer(bad), "d")).fault, CloudFault::internal) << bad;
    EXPECT_EQ(error_of(lxd::read_images(answer(bad), {})).fault, CloudFault::internal) << bad;
    EXPECT_EQ(error_of(lxd::read_source(answer(bad), "t")).fault, CloudFault::internal) << bad;
  }
  // Nested deeper than anything of theirs.
  const std::string deep = std::string(100'000, '[');
  EXPECT_EQ(error_of(lxd::read_machines(answer(deep), "list")).fault, CloudFault::internal);
}

}  // namespace
}  // namespace acrida::tests
