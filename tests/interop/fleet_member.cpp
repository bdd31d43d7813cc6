// The Acrida side of the mixed fleet: the same classes and requests as fleet_member.py. Each request says
// which process has sent it, to the server and to the master.
#include <cstdlib>

#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

struct Member : HttpUser {
  Member() { wait_time = between(50ms, 100ms); }
  task<> ask(const std::string& path) {
    static const std::string name = std::getenv("FLEET_MEMBER");
    co_await client.get(path + "?from=" + name, {.name = name});
  }
};

struct Reader : Member {
  Reader() {
    weight = 2;
    add_task(&Reader::read);
  }
  task<> read() { return ask("/items"); }
};
ACRIDA_USER(Reader)

struct Buyer : Member {
  Buyer() { add_task(&Buyer::buy); }
  task<> buy() { return ask("/item"); }
};
ACRIDA_USER(Buyer)
