// Tests of RowQuery and RowSelection: sorting, filtering, and the part that is shown.
#include "master/api/row_query.hpp"

#include <gtest/gtest.h>

#include "sample_run.hpp"

namespace acrida {
namespace {

Result<RowSelection> parse(const std::string& query) {
  return parse_row_selection(Form::parse(query).value());
}

std::vector<std::string> names(const SelectedRows& selected) {
  std::vector<std::string> all;
  for (const SummaryRow* row : selected.rows) all.push_back(row->name);
  return all;
}

using Names = std::vector<std::string>;

TEST(RowSelection, SortsAndCuts) {
  const auto view = sample_run(10);
  const auto slowest = parse("sort=p95&descending=1&count=2").value();
  EXPECT_EQ(names(select(view->rows, slowest)), (Names{"/Items0", "/Items1"}));
  const auto fastest = parse("sort=p95&from=1&count=2").value();
  const SelectedRows selected = select(view->rows, fastest);
  EXPECT_EQ(names(selected), (Names{"/Items8", "/Items7"}));
  EXPECT_EQ(selected.of, 10u);
}

TEST(RowSelection, EqualRowsKeepTheirOrder) {
  const auto view = sample_run(10);
  EXPECT_EQ(names(select(view->rows, parse("sort=method&count=3").value())),
            (Names{"/Items0", "/Items2", "/Items4"}));
}

TEST(RowSelection, FiltersNamesAndMethods) {
  const auto view = sample_run(12);
  EXPECT_EQ(select(view->rows, parse("method=POST").value()).of, 6u);
  EXPECT_EQ(select(view->rows, parse("method=POST&filter=items1").value()).of, 2u);
  EXPECT_EQ(select(view->rows, parse("method=POS").value()).of, 0u);
  const auto by_name = select(view->rows, parse("filter=ITEMS1").value());
  EXPECT_EQ(names(by_name), (Names{"/Items1", "/Items10", "/Items11"}));
  EXPECT_EQ(select(view->rows, parse("filter=post").value()).of, 6u);
  EXPECT_EQ(select(view->rows, parse("only_failing=1").value()).of, 4u);
}

TEST(RowSelection, NonsenseIsNamedOrBounded) {
  EXPECT_EQ(parse("sort=evil").error().what, "sort: there is no such column");
  EXPECT_FALSE(parse("from=-1"));
  EXPECT_FALSE(parse("count=x"));
  EXPECT_EQ(parse("count=18446744073709551615").value().count, RowSelection::kMaxRows);
  const auto view = sample_run(3);
  const auto beyond = parse("from=18446744073709551615").value();
  EXPECT_TRUE(select(view->rows, beyond).rows.empty());
  EXPECT_EQ(parse("filter=" + std::string(5000, 'a')).value().filter.size(),
            RowSelection::kMaxFilterBytes);
}

}  // namespace
}  // namespace acrida
