// Tests of reading the compiler's make rules.
#include "core/loader/build_cache.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(MakeRule, NamesFilesWithSpacesAndOverSeveralLines) {
  EXPECT_THAT(files_of_make_rule("a.so: /x/a.cpp \\\n /x/my\\ shop.hpp b.hpp\n"),
              ElementsAre("/x/a.cpp", "/x/my shop.hpp", "b.hpp"));
  EXPECT_THAT(files_of_make_rule(""), IsEmpty());
  EXPECT_THAT(files_of_make_rule("a: \\"), ElementsAre("\\"));
}

}  // namespace
}  // namespace acrida
