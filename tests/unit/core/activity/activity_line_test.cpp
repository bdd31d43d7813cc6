#include "core/activity/activity_line.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

TEST(ActivityLine, IsReadAsItIsWritten) {
  for (const Activity& one : {Activity{}, Activity{true, 0}, Activity{true, 1'000'000}})
    EXPECT_EQ(
        parse_activity("[2026-01-31 12:00:00.000] INFO/slave: " + activity_text(one) + "\r\n"),
        one);
}

TEST(ActivityLine, OtherLinesAreNone) {
  for (const char* line :
       {"", "activity:", "activity: ", "activity: a run with many users",
        "activity: a run with 3 user", "activity: a run with -3 users",
        "activity: a run with users", "activity: a run with 3 users and more", "activity: no run?",
        "activity: 3 users", "activity: a run with 99999999999999999999999 users",
        "looking for the master"})
    EXPECT_FALSE(parse_activity(line)) << line;
}

}  // namespace
}  // namespace acrida
