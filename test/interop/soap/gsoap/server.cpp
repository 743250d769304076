// A service on gSOAP, made from bank.wsdl, strict about what it reads; on a port that the system chooses and that is the first line of
// the output. Answers with MIME parts (MTOM) where it was sent some.
#include "soapBank11Service.h"
#include "Bank11.nsmap"
#include <arpa/inet.h>
#include <cstring>
#include <cstdio>

static ns2__Money *money(struct soap *soap, const char *amount, ns2__Currency currency) {
  ns2__Money *made = soap_new_ns2__Money(soap);
  made->__item = amount;
  made->currency = currency;
  return made;
}

class Bank : public Bank11Service {
 public:
  Bank() : Bank11Service(SOAP_XML_STRICT | SOAP_C_UTFSTRING, SOAP_C_UTFSTRING) {}

  Bank11Service *copy() override { return new Bank(); }

  int GetAccounts(_ns1__GetAccounts *request, _ns1__GetAccountsResponse &response) override {
    struct soap *soap = this->soap;
    for (const std::string &iban : request->iban) {
      if (iban == "S") {
        ns1__Savings *account = soap_new_ns1__Savings(soap);
        account->iban = iban;
        account->holder = "Zo\xc3\xab & <Co>";
        account->balance = money(soap, "12345678901234567.89", ns2__Currency__EUR);
        ns2__Rate *rate = soap_new_ns2__Rate(soap);
        rate->from = ns2__Currency__CHF;
        rate->to = ns2__Currency__EUR;
        rate->factor = 0.1;
        account->rate.push_back(rate);
        response.account.push_back(account);
      } else {
        ns1__Checking *account = soap_new_ns1__Checking(soap);
        account->iban = iban;
        // The instant as this server understands it.
        account->holder = request->openedAfter ? soap_dateTime2s(soap, *request->openedAfter) : "nobody";
        account->balance = money(soap, "-0.5", ns2__Currency__CHF);
        account->limit = 9223372036854775807LL;
        response.account.push_back(account);
      }
    }
    _ns1__Session *session = soap->header ? soap->header->ns1__Session : nullptr;
    if (session) session->calls += 1;
    else soap->header = nullptr;
    return SOAP_OK;
  }

  int OpenAccount(_ns1__OpenAccount *request, _ns1__OpenAccountResponse &response) override {
    ns1__Account *account = request->account;
    std::string kind = "?";
    if (ns1__Checking *checking = dynamic_cast<ns1__Checking *>(account))
      kind = "Checking " + std::to_string(checking->limit);
    else if (ns1__Savings *savings = dynamic_cast<ns1__Savings *>(account))
      kind = "Savings " + std::to_string(savings->rate.size()) + " " + std::to_string(savings->rate[0]->factor);
    response.summary = kind + "|" + account->iban + "|" + account->holder + "|" + account->balance->__item + "|" +
                       (account->balance->currency == ns2__Currency__EUR ? "EUR" : "CHF") + "|" +
                       (request->note ? *request->note : "(nil)");
    return SOAP_OK;
  }

  int Withdraw(_ns1__Withdraw *request, _ns1__WithdrawResponse &response) override {
    struct soap *soap = this->soap;
    if (request->iban == "broken") return soap_receiverfault("the vault is open", NULL);
    if (request->amount->__item != "1.00") {
      soap_senderfault("not enough money", NULL);
      SOAP_ENV__Detail *detail = soap_new_SOAP_ENV__Detail(soap, -1);
      detail->ns1__InsufficientFunds = soap_new__ns1__InsufficientFunds(soap);
      detail->ns1__InsufficientFunds->balance = money(soap, "3.50", ns2__Currency__CHF);
      int *retry = (int *)soap_malloc(soap, sizeof(int));
      *retry = 60;
      detail->ns1__InsufficientFunds->retryAfter = retry;
      if (soap->version == 2) soap->fault->SOAP_ENV__Detail = detail;
      else soap->fault->detail = detail;
      return SOAP_FAULT;
    }
    response.balance = money(soap, "2.50", ns2__Currency__CHF);
    return SOAP_OK;
  }

  int Stamp(_ns1__Stamp *request, _ns1__StampResponse &response) override {
    struct soap *soap = this->soap;
    xsd__base64Binary &scan = request->scan;
    response.length = scan.__size;
    response.stamped.__size = scan.__size + 1;
    response.stamped.__ptr = (unsigned char *)soap_malloc(soap, response.stamped.__size);
    if (scan.__size > 0) memcpy(response.stamped.__ptr, scan.__ptr, scan.__size);
    // What came as a part of its own has an identifier.
    response.stamped.__ptr[scan.__size] = scan.id ? '+' : '!';
    if (scan.id) {
      soap_set_omode(soap, SOAP_ENC_MTOM);
      response.stamped.id = soap_strdup(soap, "cid:stamped@bank.example");
      response.stamped.type = soap_strdup(soap, "application/octet-stream");
    } else {
      soap_clr_omode(soap, SOAP_ENC_MTOM);
    }
    return SOAP_OK;
  }

  // The methods of the other binding: requests of either version come to the ones above.
  int GetAccounts_(_ns1__GetAccounts *in, _ns1__GetAccountsResponse &out) override { return GetAccounts(in, out); }
  int OpenAccount_(_ns1__OpenAccount *in, _ns1__OpenAccountResponse &out) override { return OpenAccount(in, out); }
  int Withdraw_(_ns1__Withdraw *in, _ns1__WithdrawResponse &out) override { return Withdraw(in, out); }
  int Stamp_(_ns1__Stamp *in, _ns1__StampResponse &out) override { return Stamp(in, out); }
};

int main() {
  Bank bank;
  bank.soap->accept_timeout = bank.soap->recv_timeout = bank.soap->send_timeout = 30;
  bank.soap->bind_flags = SO_REUSEADDR;
  if (!soap_valid_socket(bank.bind("127.0.0.1", 0, 100))) return 1;
  struct sockaddr_in address;
  socklen_t size = sizeof address;
  getsockname(bank.soap->master, (struct sockaddr *)&address, &size);
  printf("http://127.0.0.1:%d/bank\n", ntohs(address.sin_port));
  fflush(stdout);
  for (;;) {
    if (!soap_valid_socket(bank.accept())) continue;
    soap_clr_omode(bank.soap, SOAP_ENC_MTOM);
    bank.serve();
    bank.destroy();
  }
}
