/*
 * extract_cases.h
 *		Texts, and the code that decides in each.  Part of core_test.c.
 */
static void
test_extraction(void)
{
	/* plain replies */
	extracts("550 5.1.1 User unknown", "550 5.1.1");
	extracts("550 User unknown", "550");
	extracts("550-5.1.1 The account\n550-5.1.1 does not exist\n550 5.1.1 gsmtp", "550 5.1.1");
	extracts("550-User unknown\n550 5.1.1 bye", "550 5.1.1");
	extracts("550-5.1.1 The account\\n550 5.1.1 gsmtp", "550 5.1.1");
	extracts("550\\r\\n", "550");
	extracts("550 #5.1.1 Address rejected", "550 5.1.1");
	extracts("#5.1.0 Address rejected", "5.1.0");
	extracts("5.7.1 Access denied", "5.7.1");
	extracts("<5.1.1>", "5.1.1");
	extracts("(5.1.1)", "5.1.1");
	extracts("[5.1.1]", "5.1.1");
	extracts("550", "550");
	extracts("5.0.0", "5.0.0");
	extracts("\"550 5.1.1\"", "550 5.1.1");
	extracts("421-4.7.0 [192.0.2.1] Our system", "421 4.7.0");
	extracts("550: User unknown", "550");
	extracts("550, no such user", "550");
	extracts("550-Verification failed for <a@example.com>", "550");
	extracts("550 5.7.515 Access denied, sending domain", "550 5.7.515");
	extracts("550 5.4.310 DNS domain does not exist", "550 5.4.310");
	extracts("451 4.7.650 The mail server", "451 4.7.650");
	extracts("550 5.1.1User unknown", "550 5.1.1");
	extracts("550 5.1.1<a@example.com>: unknown", "550 5.1.1");
	extracts("550 5.1.1: mailbox unavailable", "550 5.1.1");
	extracts("User unknown 5.1.1", "5.1.1");
	extracts("mailbox unavailable. 5.2.1.", "5.2.1");
	extracts("smtp; 550 5.1.1 unknown", "550 5.1.1");
	extracts("smtp;550 unknown", "550");
	extracts("SMTP; 550", "550");
	extracts("x-unix; 550 5.1.1", "550 5.1.1");
	extracts("delivery error: mailbox is disabled (554.30). - mta1023.mail.example", "554");
	extracts("554 30 Sorry, your message cannot be delivered (554.30)", "554");
	extracts("sorry, no mailbox here by that name. (#5.1.1)", "5.1.1");
	extracts("553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", "553 5.7.1");
	extracts("511 sorry, no mailbox here by that name (#5.1.1 - chkuser)", "511 5.1.1");
	extracts("554 5.7.1", "554 5.7.1");
	extracts("250 2.0.0 OK", "250 2.0.0");
	extracts("SMTP error 550: no such user", "550");
	extracts("error code 550", "550");
	extracts("The error code was 550.", "550");
	extracts("Error: 550", "550");
	extracts("550 cuda_nsu 5.1.1 <a@example.com>: unknown", "550 5.1.1");
	extracts("451 Resources temporarily not available - Please try again later [#4.16.5].", "451");
	extracts("5.9.8 Spam", "5.9.8");
	extracts("550 5.16.3 odd but attached", "550 5.16.3");
	extracts("status=550", "550");
	extracts("SMTP error after end of data: 550 Message was not accepted", "550");
	extracts("RCPT TO:<a@example.com> 552 Message would exceed quota", "552");
	extracts("[Status: Error, ResponseCode 421, , Host not reachable]", "421");
	extracts("did not like our RCPT TO:552 5.2.2 Mailbox full", "552 5.2.2");
	extracts("dsn=5.1.1, status=bounced", "5.1.1");
	extracts("#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##", "550 5.1.1");
	extracts("\xe9\x80\x80\xe4\xbf\xa1\xef\xbc\x9a" "550 \xe7\x94\xa8\xe6\x88\xb7", "550");

	/* a status that disagrees with the reply stays as it was said */
	extracts("421 5.7.1 Service unavailable", "421 5.7.1");
	extracts("550 4.2.2 over quota", "550 4.2.2");

	/* what a wrapper quotes decides */
	extracts("554 5.4.7 [internal] exceeded max time without delivery (last transfail: 421 4.7.0 [TSS04] deferred)",
			 "421 4.7.0");
	extracts("smtp;554 5.4.7 [internal] exceeded max time (last transfail: 550 5.1.1 unknown)", "550 5.1.1");
	extracts("5.1.0 - Unknown address error '550 5.2.2 mailbox full'", "550 5.2.2");
	extracts("host mx.example.com[192.0.2.1] said: 550 5.1.1 unknown (in reply to RCPT TO command)", "550 5.1.1");
	extracts("host mx.example.com[192.0.2.1] said: 550-5.7.1 blocked\n550 5.7.1 see", "550 5.7.1");
	extracts("host mx.example.com[192.0.2.1] refused to talk to me: 421 4.7.0 try later", "421 4.7.0");
	extracts("host mx.example.com refused to talk to me: 554 no", "554");
	extracts("SMTP error from remote mail server after RCPT TO:<a@example.com>: 550 5.1.1 unknown", "550 5.1.1");
	extracts("SMTP error from remote mail server after RCPT TO:<a@example.com>:\n host mx [192.0.2.1]: 550 unknown", "550");
	extracts("Remote host said: 550 no such user", "550");
	extracts("Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'", "550 5.1.10");
	extracts("The response from the remote server was:\n550 5.1.1 gone", "550 5.1.1");
	extracts("<<< 550 5.1.1 user unknown\n554 5.0.0 Service unavailable", "550 5.1.1");
	extracts(">>> DATA\n<<< 550 5.1.1 unknown\n<<< 503 5.5.1 need RCPT", "550 5.1.1");
	extracts("... while talking to mx.example.com.:\n<<< 250 ok\n<<< 550 unknown", "550");
	extracts("550 5.0.0 <a@example.com>... User unknown\n503 5.0.0 Need RCPT (recipient)", "550 5.0.0");
	extracts("503 5.5.1 need RCPT\n550 unknown", "550");
	extracts("503 5.5.1 need RCPT", "503 5.5.1");
	extracts("smtp; 550 4.4.7 Message expired: unable to deliver in 840 minutes.<451 4.7.1 Greylisting in action>", "451 4.7.1");
	extracts("Status: 5.1.1\nDiagnostic-Code: smtp; 550 no such user", "550 5.1.1");
	extracts("Status: 5.0.0\nDiagnostic-Code: smtp; 550 no such user", "550");
	extracts("Status: 4.4.7\nDiagnostic-Code: smtp; 550 5.1.1 unknown", "550 5.1.1");
	extracts("Action: failed\nStatus: 5.2.2", "5.2.2");
	extracts("<mx.example.com #5.1.1 smtp; 550 5.1.1 unknown>", "550 5.1.1");
	extracts("554 5.0.0 Service unavailable (550 5.1.1 unknown)", "550 5.1.1");
	extracts("550 550 5.2.1 disabled", "550 5.2.1");
	extracts("451 4.0.0 deferred\n550 5.1.1 unknown", "550 5.1.1");

	/* a remark in brackets or quotes is no reply that is quoted */
	extracts("550 5.7.1 blocked (5.1.1)", "550 5.7.1");
	extracts("550 5.7.1 spam score too high (500)", "550 5.7.1");
	extracts("550 5.7.1 rejected, ref \"500\"", "550 5.7.1");
	extracts("550 unknown user. 5.1.1", "550 5.1.1");
	extracts("{\"code\":550,\"enhanced\":\"5.1.1\"}", "550 5.1.1");
	extracts("Status: 5.2.1\nDiagnostic-Code: smtp; 552 unavailable", "552 5.2.1");
	extracts("450 4.1.1 unverified\n452 4.2.2 full", "452 4.2.2");

	/* addresses */
	extracts("192.0.2.5 refused", NULL);
	extracts("[5.1.1.1]", NULL);
	extracts("connect to 4.2.2.1[4.2.2.1]:25: Connection timed out", NULL);
	extracts("554 5.1.1.1 is blocked", "554");
	extracts("5.1.1.1: Connection refused", NULL);
	extracts("1.5.1.1", NULL);
	extracts("5.1.1.in-addr.arpa", NULL);
	extracts("2001:db8:550::1 not reachable", NULL);
	extracts("connect to mx[2001:db8::550]: refused", NULL);
	extracts("[2001:db8:550:421:250:1:2:3] blocked", NULL);
	extracts("::550", NULL);
	extracts("550-4.4.2@example.com is not known", NULL);
	extracts("550@example.com unknown", NULL);
	extracts("<550.421@example.com>", NULL);
	extracts("5.1.1@example.com", NULL);
	extracts("john.550@example.com 550 5.1.1", "550 5.1.1");
	extracts("bounce+550@example.com", NULL);
	extracts("bounce=550@example.com", NULL);
	extracts("user@5.1.1.example", NULL);
	extracts("mx550.example.com", NULL);
	extracts("550.example.com", NULL);
	extracts("https://example.com/help/550", NULL);
	extracts("see http://example.com/smtp-error-codes.php#554", NULL);
	extracts("https://example.com/?code=550&x=5.1.1", NULL);
	extracts("www.example.com/5.7.1", NULL);

	/* versions */
	extracts("Exim 4.94.2", NULL);
	extracts("220 mx ESMTP Exim 4.94.2 ready", "220");
	extracts("Exim (4.94.2)", NULL);
	extracts("(5.15.2-amd64)", NULL);
	extracts("Exim version 4.94.2", NULL);
	extracts("version: 5.1.1", NULL);
	extracts("PowerMTA v5.0.1", NULL);
	extracts("Postfix/4.5.1", NULL);
	extracts("exim-4.94.2", NULL);
	extracts("FooMailer 5.1.1", NULL);
	extracts("MDaemon 5.0.1 said: 550 5.1.1 unknown", "550 5.1.1");
	extracts("sendmail 5.5.1", NULL);
	extracts("RFC 5321 section 4.2.1", NULL);
	extracts("RFC5321 4.5.3", NULL);
	extracts("RFC 5322 2.1.1", NULL);
	extracts("550 5.7.1 not RFC 5322 section 5.3.6 compliant", "550 5.7.1");

	/* ports, sizes, counts, dates, times, ids */
	extracts("connect to mx.example.com:587: refused", NULL);
	extracts("connect to 192.0.2.1:465", NULL);
	extracts("[192.0.2.1]:587", NULL);
	extracts("port 587", NULL);
	extracts("smtp 587", NULL);
	extracts("smtp port 587", NULL);
	extracts("Port: 465", NULL);
	extracts("Size: 550", NULL);
	extracts("message of 550 KB", NULL);
	extracts("(500 bytes)", NULL);
	extracts("quota: 500 MB", NULL);
	extracts("4.5.1 MB", NULL);
	extracts("a limit of 500 recipients", NULL);
	extracts("more than 250 messages (500 messages per hour)", NULL);
	extracts("quota exceeded (550%)", NULL);
	extracts("1,550 messages", NULL);
	extracts("on 5.1.19", NULL);
	extracts("2.4.2019", NULL);
	extracts("5.1.19 12:30", NULL);
	extracts("2019-04-21 rejected", NULL);
	extracts("call 555-421-1234", NULL);
	extracts("12:34:550", NULL);
	extracts("12:34:56.550", NULL);
	extracts("id 450", NULL);
	extracts("1abCd2-0005xY-450", NULL);
	extracts("queue id 4.1.1", NULL);
	extracts("postfix/smtp[550]: refused", NULL);
	extracts("sendmail[421]:", NULL);
	extracts("ticket #550", NULL);
	extracts("<20190421.550.421@mx.example>", NULL);
	extracts("6.0.5 not delivering", NULL);
	extracts("605 not delivering", NULL);

	/* nothing at all */
	extracts("", NULL);
	extracts("5", NULL);
	extracts("5.", NULL);
	extracts("5.1.", NULL);
	extracts("...", NULL);
	extracts("55555555555555555555555555", NULL);
	extracts("user unknown", NULL);
	extracts("\\n", NULL);
	extracts("://", NULL);
	extracts("#", NULL);
	extracts("(", NULL);
}
