// Tests of the HTML report: what the file has in itself. That it opens: web/e2e/runs.test.mjs.
#include "master/runs/html_report.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "master/page/encoding.hpp"
#include "master/page/report_page.hpp"
#include "master/runs/run_document.hpp"
#include "tests/support/report_file.hpp"
#include "tests/support/sample_view.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

std::string sample_page() {
  return html_report(tests::sample_view()).value();
}

const json::value* table_of(const json::object& run, std::string_view title) {
  for (const json::value& table : run.at("tables").as_array())
    if (table.at("title").as_string() == title) return &table;
  return nullptr;
}

TEST(HtmlReport, HasTheRunThatTheApiWouldTell) {
  const RunView view = tests::sample_view();
  const json::object data = tests::report_data(sample_page());
  EXPECT_EQ(data.at("place").as_string(), "#/run?id=0");
  const json::object& answers = data.at("answers").as_object();
  ArchivedRun run;
  run.state = "finished";
  EXPECT_EQ(answers.at("/api/v1/runs/0"), json::value(detail_object(run, view)));
  const json::object& told = answers.at("/api/v1/runs/0").as_object();
  EXPECT_EQ(told.at("rows").at(0).at(1).as_string(), "/items");
  EXPECT_EQ(told.at("rows").at(0).at(2).to_number<int>(), 100);
  EXPECT_EQ(told.at("host").as_string(), "http://127.0.0.1/<script>");
  EXPECT_EQ(told.at("exceptions").at(0).at("message").as_string(), "boom </td>");
  const json::value& points = answers.at("/api/v1/runs/0/series").at("points");
  EXPECT_EQ(points.at("rps").as_array().size(), 10u);
  EXPECT_EQ(points.at("rps").at(9).to_number<int>(), 9);
  EXPECT_TRUE(points.at("p95_ms").at(0).is_null());
}

TEST(HtmlReport, NoForeignTextIsMarkup) {
  const std::string page = sample_page();
  for (const char* text : {"boom", "<img", "/items", "shop", "127.0.0.1"})
    EXPECT_EQ(page.find(text), std::string::npos) << text;
}

TEST(HtmlReport, LoadsNothingAndRunsOnlyItsOwnScripts) {
  const std::string page = sample_page();
  for (const char* word : {" src=", " href=", "@import", "url("})
    EXPECT_EQ(page.find(word), std::string::npos) << word;
  EXPECT_NE(page.find("default-src 'none'; script-src 'sha256-"), std::string::npos);
  EXPECT_NE(page.find(policy_hash(tests::report_script(page))), std::string::npos);
  const std::size_t begin = page.rfind("<script>") + 8;
  const std::string own = page.substr(begin, page.rfind("</script>") - begin);
  EXPECT_NE(page.find(policy_hash(own)), std::string::npos);
  EXPECT_NE(report_policy().value().find(policy_hash(own)), std::string::npos);
}

TEST(HtmlReport, IsSmall) {
  EXPECT_LT(sample_page().size(), 150'000u);
}

TEST(HtmlReport, HasTheTablesOfTheTerminal) {
  const json::object run = tests::report_run(sample_page());
  ASSERT_NE(table_of(run, "Transactions (ms)"), nullptr);
  const json::value* times = table_of(run, "Response times (ms)");
  ASSERT_NE(times, nullptr);
  EXPECT_EQ(times->at("columns").as_array().size(), 13u);
  EXPECT_EQ(times->at("rows").at(2).at(1).as_string(), "All requests");
  const json::value* generator = table_of(run, "Load generator");
  ASSERT_NE(generator, nullptr);
  EXPECT_EQ(generator->at("rows").at(0),
            json::parse(R"(["alpha","invalid","its cores were busy 99 %","30","1","29"])"));
  EXPECT_EQ(run.at("generator").at("bad_seconds").as_string(), "12 to 40 invalid, 41 suspect");
  EXPECT_TRUE(tests::report_run(html_report(RunView{}).value()).at("tables").as_array().empty());
}

TEST(HtmlReport, MayBeMadeInATheme) {
  EXPECT_NE(html_report(RunView{}, "dark").value().find("<html lang=\"en\" data-theme=\"dark\">"),
            std::string::npos);
  EXPECT_NE(html_report(RunView{}, "\"><b>").value().find("<html lang=\"en\">"), std::string::npos);
}

TEST(Encoding, IsAsOthersReadIt) {
  const auto bytes = [](std::string_view text) {
    return std::span(reinterpret_cast<const unsigned char*>(text.data()), text.size());
  };
  EXPECT_EQ(base64(bytes("")), "");
  EXPECT_EQ(base64(bytes("ab")), "YWI=");
  EXPECT_EQ(policy_hash(""), "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
}

}  // namespace
}  // namespace acrida
