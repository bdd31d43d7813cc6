// How does a user do several steps in order, again and again?
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

struct Customer : HttpUser {
  Customer();
  task<> look_around() { co_await client.get("/items"); }
};

// One visit to the checkout: a fresh object each time, so `items` starts empty.
struct Checkout : SequentialTaskSet<Customer> {
  Checkout() {
    add_task(&Checkout::sign_in);
    add_task(&Checkout::choose, 2);  // twice in a row
    add_task(&Checkout::pay);
  }
  task<> sign_in() { co_await user().client.post("/login", json{{"user", user().id()}}); }
  task<> choose() {
    auto item =
        co_await user().client.get("/item?id=" + std::to_string(++items), {.name = "/item"});
    expect(item.status == 200, "the item is gone");
  }
  task<> pay() {
    co_await user().client.post("/echo", json{{"items", items}}, {.name = "/pay"});
    interrupt();  // back to the Customer's own tasks
  }
  int items = 0;
};

Customer::Customer() {
  wait_time = between(50ms, 150ms);
  add_task(&Customer::look_around, 3);
  add_tasks<Checkout>();
}
ACRIDA_USER(Customer)
