// AccessRules and Credentials: pure, whatever a client sends.
#include "master/access/access_rules.hpp"

#include <gmock/gmock.h>

#include "master/access/credentials.hpp"

namespace acrida {
namespace {

using enum WebRole;

TEST(AccessRules, AreTheTable) {
  const auto all = {nobody, viewer, operator_, admin};
  for (const WebRole need : all) {
    for (const WebRole role : all) {
      const auto page = access_of(need, role, true);
      const auto other = access_of(need, role, false);
      if (static_cast<int>(role) >= static_cast<int>(need)) {
        EXPECT_EQ(page, Access::allowed) << name_of(need) << name_of(role);
        EXPECT_EQ(other, Access::allowed);
      } else if (role == nobody) {
        EXPECT_EQ(page, Access::sign_in) << name_of(need);
        EXPECT_EQ(other, Access::unauthorised) << name_of(need);
      } else {
        EXPECT_EQ(page, Access::forbidden) << name_of(need) << name_of(role);
        EXPECT_EQ(other, Access::forbidden);
      }
    }
  }
}

TEST(AccessRules, RolesHaveNames) {
  for (const WebRole role : {viewer, operator_, admin}) EXPECT_EQ(role_named(name_of(role)), role);
  EXPECT_EQ(role_named("nobody"), std::nullopt);
  EXPECT_EQ(role_named("Admin"), std::nullopt);
}

TEST(AccessRules, ALoginLeadsNowhereElse) {
  EXPECT_EQ(own_target("/stats/report?theme=dark&download=1"),
            "/stats/report?theme=dark&download=1");
  for (const char* foreign :
       {"", "x", "//evil.example/", "/\\evil.example", "http://evil.example/",
        "javascript:alert(1)", "/a\r\nSet-Cookie: x=y", "/a b", "/\xc3\xa4", "\\\\evil"})
    EXPECT_EQ(own_target(foreign), "/") << foreign;
  EXPECT_EQ(own_target("/" + std::string(2000, 'a')), "/");
  EXPECT_EQ(login_location("/"), "/login");
  EXPECT_EQ(login_location("//evil"), "/login");
  EXPECT_EQ(login_location("/stats/report?a=1&b=%2F"),
            "/login?next=/stats/report%3Fa%3D1%26b%3D%252F");
}

TEST(CredentialsTest, AreReadFromCookies) {
  EXPECT_EQ(credentials_of("acrida_session=abc", "").session_id, "abc");
  EXPECT_EQ(credentials_of("a=b; acrida_session=abc; c=d", "").session_id, "abc");
  EXPECT_EQ(credentials_of("xacrida_session=abc", "").session_id, "");
  EXPECT_EQ(credentials_of(";;=;acrida_session", "").session_id, "");
}

TEST(CredentialsTest, AreReadFromAuthorization) {
  EXPECT_EQ(credentials_of("", "Bearer  abc").token, "abc");
  EXPECT_EQ(credentials_of("acrida_session=abc", "bearer x").session_id, "");
  const auto basic = credentials_of("", "Basic YW5uOnBhc3M6d29yZA==");
  ASSERT_TRUE(basic.password);
  EXPECT_EQ(basic.password->name, "ann");
  EXPECT_EQ(basic.password->password, "pass:word");
  for (const char* bad : {"Basic", "Basic ", "Basic !!!", "Basic YW5u", "Bearer", "Bearer ",
                          "Digest x", " ", "Basic \xff\xfe"}) {
    const auto found = credentials_of("acrida_session=abc", bad);
    EXPECT_TRUE(found.is_unreadable) << bad;
    EXPECT_TRUE(found.session_id.empty() && found.token.empty() && !found.password) << bad;
  }
}

}  // namespace
}  // namespace acrida
