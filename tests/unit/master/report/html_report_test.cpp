// Tests of the HTML report and its chart.
#include "master/report/html_report.hpp"

#include <gtest/gtest.h>

#include "master/report/svg_chart.hpp"
#include "master/report/text_number.hpp"
#include "sample_view.hpp"

namespace acrida {
namespace {

TEST(HtmlReport, EscapesEveryForeignText) {
  const std::string page = html_report(tests::sample_view());
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("<img"), std::string::npos);
  EXPECT_EQ(page.find("boom </td>"), std::string::npos);
  EXPECT_NE(page.find("http://127.0.0.1/&lt;script&gt;"), std::string::npos);
  EXPECT_NE(page.find("boom &lt;/td&gt;"), std::string::npos);
}

TEST(HtmlReport, LoadsNothing) {
  const std::string page = html_report(tests::sample_view());
  for (const char* word : {"src=\"", "href=", "@import", "url("}) {
    EXPECT_EQ(page.find(word), std::string::npos) << word;
  }
}

TEST(HtmlReport, SaysHowLongAndHowMuch) {
  const std::string page = html_report(tests::sample_view());
  EXPECT_NE(page.find("1 hour, 2 minutes and 3 seconds"), std::string::npos);
  EXPECT_NE(page.find("<td class=\"text\">/items</td><td>100</td><td>0</td>"), std::string::npos);
  EXPECT_NE(page.find("<polyline"), std::string::npos);
}

TEST(HtmlReport, HasTransactionsAndMetricsWhenThereAreAny) {
  const std::string page = html_report(tests::sample_view());
  EXPECT_NE(page.find("<h2>Transactions (ms)</h2>"), std::string::npos);
  EXPECT_NE(page.find("<td class=\"text\">basket &lt;b&gt;</td><td class=\"text\">trend</td>"
                      "<td class=\"text\">EUR</td><td>100</td>"),
            std::string::npos);
  EXPECT_EQ(html_report(RunView{}).find("Metrics"), std::string::npos);
}

TEST(HtmlReport, JudgesTheLoadGenerator) {
  const std::string page = html_report(tests::sample_view());
  EXPECT_NE(
      page.find("The load generator is invalid: 29 invalid and 1 suspect of 60 seconds; slave "
                "alpha: &lt;late&gt;."),
      std::string::npos);
  EXPECT_NE(page.find("<td class=\"text\">alpha</td><td class=\"text\">invalid</td>"
                      "<td class=\"text\">its cores were busy 99 %</td><td>30</td><td>1</td>"),
            std::string::npos);
  EXPECT_NE(page.find("were not valid: 12 to 40 invalid, 41 suspect."), std::string::npos);
}

TEST(HtmlReport, OfNoRunIsAPageToo) {
  EXPECT_NE(html_report(RunView{}).find("</html>"), std::string::npos);
}

TEST(SvgChart, ThinsLongSeriesAndKeepsPeaks) {
  std::vector<double> values(10'000, 1);
  values[5'003] = 99;
  const std::string chart = svg_chart("t", "ms", {{"line", "a", values}});
  EXPECT_NE(chart.find("0 to 99 ms"), std::string::npos);
  EXPECT_LT(chart.size(), 10'000u);
}

TEST(SvgChart, LeavesGapsWhereThereIsNoValue) {
  const std::string chart = svg_chart("t", "ms", {{"line", "a", {1, -1, 2, 3}}});
  std::size_t lines = 0;
  for (std::size_t at = chart.find("<polyline"); at != std::string::npos;
       at = chart.find("<polyline", at + 1)) {
    ++lines;
  }
  EXPECT_EQ(lines, 2u);
}

TEST(TextNumber, HasNoTrailingZeros) {
  EXPECT_EQ(text_number(12.5), "12.5");
  EXPECT_EQ(text_number(3), "3");
  EXPECT_EQ(text_number(-0.0001), "0");
  EXPECT_EQ(text_number(0.9999, 4), "0.9999");
  EXPECT_EQ(text_number(1e300 * 1e300), "0");
}

TEST(TextNumber, DurationsAreWords) {
  using namespace std::chrono_literals;
  EXPECT_EQ(duration_text(0s), "0 seconds");
  EXPECT_EQ(duration_text(61s), "1 minute and 1 second");
  EXPECT_EQ(duration_text(7200s), "2 hours");
}

}  // namespace
}  // namespace acrida
