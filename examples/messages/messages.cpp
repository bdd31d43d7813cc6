// Hooks and messages: one decision for all slaves, one sum of all slaves. See README.md.
#include <iostream>

#include <acrida/http.hpp>
#include <acrida/message.hpp>

using namespace acrida;
using namespace std::chrono_literals;

static Argument<int> expected{"expected-sales", 1, "Fewer make the exit code 1"};

struct Campaign {
  std::string name;
  int discount_percent = 0;
  MSGPACK_DEFINE_MAP(name, discount_percent)
};

struct Sale {
  std::uint64_t user = 0;
  int price_cents = 0;
  MSGPACK_DEFINE_MAP(user, price_cents)
};

// Of this slave: written before its first user starts, then only read.
static Campaign campaign;

struct Customer : HttpUser {
  Customer() {
    wait_time = constant(100ms);
    add_task(&Customer::buy);
  }
  task<> buy() {
    const int price_cents = 1000 * (100 - campaign.discount_percent) / 100;
    auto reply =
        co_await client.post("/echo", json{{"campaign", campaign.name}}, {.name = "/order"});
    if (reply.status == 200) environment().send("sale", Sale{id(), price_cents});
  }
};
ACRIDA_USER(Customer)

struct Shop : Hooks {
  void init(Role role) override {
    if (role == Role::master)
      on_message<Sale>("sale", [this](const Sale& sale, const Sender&) {
        ++sales_;
        revenue_cents_ += sale.price_cents;
      });
    else
      on_message<Campaign>("campaign",
                           [](const Campaign& of_master, const Sender&) { campaign = of_master; });
  }
  void test_start() override {
    if (role() == Role::master) send("campaign", Campaign{"autumn", 20});
  }
  int quitting(int exit_code) override {
    std::cout << sales_ << " sales, revenue " << revenue_cents_ / 100 << " EUR" << std::endl;
    return exit_code == 0 && sales_ < *expected ? 1 : exit_code;
  }

 private:
  int sales_ = 0;
  std::int64_t revenue_cents_ = 0;
};
ACRIDA_REGISTER(Shop)
