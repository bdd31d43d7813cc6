// Tests of finding the header that a test begins with.
#include "core/loader/precompiled_sdk.hpp"

#include <gtest/gtest.h>

namespace acrida {
namespace {

TEST(FirstSdkHeader, IsFoundAfterComments) {
  EXPECT_EQ(first_sdk_header("#include <acrida/http.hpp>\n"), "acrida/http.hpp");
  EXPECT_EQ(first_sdk_header("// A shop.\n\n/* two\n lines */ #  include<acrida/acrida.hpp>"),
            "acrida/acrida.hpp");
}

TEST(FirstSdkHeader, IsNoneWhenSomethingElseComesFirst) {
  for (const char* source :
       {"", "//", "/*", "#", "#include", "#include <acrida/http.hpp", "#include <vector>\n",
        "#include \"acrida/http.hpp\"\n", "int a;\n#include <acrida/http.hpp>\n",
        "#define A 1\n#include <acrida/http.hpp>\n", "#include <acrida/../../x.hpp>\n",
        "#include <acrida/http.hpp\n>"})
    EXPECT_EQ(first_sdk_header(source), "") << source;
}

}  // namespace
}  // namespace acrida
