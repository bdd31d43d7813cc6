// The most load from one core: GET of one path, again and again. See README.md.
#include <acrida/http.hpp>

using namespace acrida;

static Argument<std::string> path{"path", "/", "What is asked for"};

struct Getter : FastHttpUser {
  Getter() {
    client.discard_bodies = true;
    add_task(&Getter::get);
  }
  task<> get() { co_await client.get(*path); }
};
ACRIDA_USER(Getter)
