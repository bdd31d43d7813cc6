// Tests of the console tables.
#include "master/report/console.hpp"

#include <gtest/gtest.h>

#include "master/report/metric_tables.hpp"
#include "master/report/terminal_text.hpp"
#include "tests/support/sample_view.hpp"

namespace acrida {
namespace {

using tests::sample_row;

RunView small_view() {
  RunView view;
  view.state = RunState::kStopped;
  view.rows = {sample_row("GET", "/items", 100, 0), sample_row("POST", "/buy", 50, 5)};
  view.total = sample_row("", "Aggregated", 150, 5);
  return view;
}

TEST(Console, StatsTableLooksLikeLocusts) {
  EXPECT_EQ(
      stats_table(small_view()),
      "Type     Name                       # reqs        # fails |     Avg     Min     Max    "
      " Med |     req/s  failures/s\n"
      "--------|------------------------|--------|---------------|-------|-------|-------|---"
      "-----|----------|------------\n"
      "GET      /items                        100       0(0.00%) |    12.3    0.40    1234   "
      " 10.0 |     10.00        0.50\n"
      "POST     /buy                           50      5(10.00%) |    12.3    0.40    1234   "
      " 10.0 |     10.00        0.50\n"
      "--------|------------------------|--------|---------------|-------|-------|-------|---"
      "-----|----------|------------\n"
      "         Aggregated                    150       5(3.33%) |    12.3    0.40    1234   "
      " 10.0 |     10.00        0.50\n");
}

TEST(Console, PercentileTableHasAllOfThem) {
  const std::string table = percentile_table(small_view());
  EXPECT_NE(table.find("     50%     66%     75%     80%     90%     95%     98%     99%   99.9%  "
                       "99.99%    100%   # reqs\n"),
            std::string::npos)
      << table;
  EXPECT_NE(table.find("GET      /items                      10.0    20.0    30.0    40.0    50.0 "
                       "   60.0    70.0    80.0    90.0     100    1234      100\n"),
            std::string::npos)
      << table;
  EXPECT_EQ(percentile_table(RunView{}), "");
}

TEST(Console, ShowsTheTimesFromTheActualStartBelowThoseFromTheIntendedOne) {
  RunView view = small_view();
  EXPECT_NE(percentile_table(view).find("users without pacing have no intended one"),
            std::string::npos);
  view.rows[0].intended_starts = view.total.intended_starts = 100;
  view.rows[0].actual.percentiles_ms.fill(7);
  const std::string table = percentile_table(view);
  EXPECT_NE(table.find("90.0     100    1234      100\n"
                       "           from the actual start     7.00    7.00    7.00    7.00    7.00"
                       "    7.00    7.00    7.00    7.00    7.00    7.00\nPOST     /buy"),
            std::string::npos)
      << table;
  EXPECT_NE(table.find("Times count from the intended start, which 100 of 150 requests had"),
            std::string::npos)
      << table;
}

TEST(Console, ShowsScenarios) {
  RunView view = small_view();
  view.scenarios = {{"Rush", "500 arrivals/s", {"Rush", 470, 469, 30}, 500},
                    {"Each", "5 iterations of each user", {"Each", 20, 20, 0}, {}}};
  EXPECT_EQ(scenario_table(view),
            "Scenarios\n"
            "Class  Executor                   Planned  Begun  Completed  Dropped\n"
            "--------------------------------------------------------------------\n"
            "Rush   500 arrivals/s                 500    470        469       30\n"
            "Each   5 iterations of each user              20         20        0\n");
  EXPECT_NE(stats_table(view).find("30 arrivals of Rush were dropped, as no user was free"),
            std::string::npos);
}

TEST(Console, ShowsCurrentRatesWhileTheRunIsActive) {
  RunView view = small_view();
  view.state = RunState::kRunning;
  EXPECT_NE(stats_table(view).find("|     20.00        1.00\n"), std::string::npos);
}

TEST(Console, SaysWhatIsNotExact) {
  RunView view = small_view();
  view.total.unknown = 3;
  view.link.lost_slaves = 2;
  view.link.lost_reports = 5;
  const std::string table = stats_table(view);
  EXPECT_NE(table.find("3 requests were cut off at the stop"), std::string::npos);
  EXPECT_NE(table.find("2 slaves were lost"), std::string::npos);
  EXPECT_NE(table.find("5 reports of slaves were lost"), std::string::npos);
  EXPECT_NE(table.find("5 reports of slaves were lost"), std::string::npos);
}

TEST(Console, SaysWhetherTheGeneratorCanBeBelieved) {
  RunView view = small_view();
  EXPECT_NE(final_report(view).find("\nthe load generator is not known\n"), std::string::npos);
  EXPECT_EQ(stats_table(view).find("generator"), std::string::npos);
  tests::add_sample_generator(view);
  const std::string line = "the load generator is " + view.generator.text + "\n";
  EXPECT_NE(final_report(view).find("\n" + line), std::string::npos);
  view.state = RunState::kRunning;
  EXPECT_NE(stats_table(view).find(line), std::string::npos) << "while there is time to stop";
  view.generator.verdict = GeneratorVerdict::valid;
  EXPECT_EQ(stats_table(view).find("generator"), std::string::npos);
}

TEST(Console, ListsErrorsAndExceptions) {
  const RunView view = tests::sample_view();
  EXPECT_NE(error_table(view).find("\n5                  POST /buy: @SUM(1+1) <img src=x>\n"),
            std::string::npos);
  EXPECT_NE(exception_table(view).find("\n2                  boom </td>\n"), std::string::npos);
  EXPECT_EQ(error_table(RunView{}) + exception_table(RunView{}), "");
}

TEST(Console, ListsTransactionsAndMetrics) {
  const RunView view = tests::sample_view();
  EXPECT_EQ(
      transaction_table(view),
      "Transactions (ms)\n"
      "Name              Ended  Fails  Unknown  Average  Min   Max  50%  90%  95%  99%  99.9%  "
      "Per s\n" +
          std::string(93, '-') +
          "\n"
          "check\\x1b[31mout     20      3        2      400  100  1000  200  400  600  800   "
          "1000      1\n");
  const std::string metrics = metric_table(view);
  EXPECT_NE(metrics.find("\n=orders     counter            30  1234567    2.5 "), std::string::npos)
      << metrics;
  EXPECT_NE(metrics.find("\nqueue       gauge    jobs       4 "), std::string::npos) << metrics;
  const std::string report = final_report(view);
  EXPECT_NE(report.find(transaction_table(view)), std::string::npos);
  EXPECT_NE(report.find(metrics), std::string::npos);
  EXPECT_EQ(transaction_table(RunView{}) + metric_table(RunView{}), "");
}

TEST(Console, LetsNoControlCharacterThrough) {
  const std::string report = final_report(tests::sample_view());
  EXPECT_EQ(report.find('\x1b'), std::string::npos);
  EXPECT_NE(report.find("\\x0a<b>\\x1b[31m"), std::string::npos);
}

TEST(TerminalText, EscapesC1AndKeepsUtf8) {
  EXPECT_EQ(terminal_text("\xc2\x9b"
                          "31m"),
            "\\xc2\\x9b31m");
  EXPECT_EQ(terminal_text("gr\xc3\xbc\xc3\x9f"), "gr\xc3\xbc\xc3\x9f");
}

TEST(TerminalText, CellsCountCharactersNotBytes) {
  EXPECT_EQ(terminal_cell("gr\xc3\xbc\xc3\x9f", 6), "gr\xc3\xbc\xc3\x9f  ");
  EXPECT_EQ(terminal_cell("gr\xc3\xbc\xc3\x9f", 3), "gr\xc3\xbc");
  EXPECT_EQ(terminal_cell("", 2), "  ");
}

TEST(TerminalText, MillisecondsHaveTheDigitsTheyDeserve) {
  EXPECT_EQ(milliseconds_text(0), "0.00");
  EXPECT_EQ(milliseconds_text(9.99), "9.99");
  EXPECT_EQ(milliseconds_text(9.999), "10.0");
  EXPECT_EQ(milliseconds_text(99.99), "100");
  EXPECT_EQ(milliseconds_text(123456.7), "123457");
}

}  // namespace
}  // namespace acrida
