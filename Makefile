# bounce: a PostgreSQL extension that classifies e-mail bounces.
#
#   make && make install        build and install with the pg_config in PATH
#   make installcheck           the SQL tests, on a server that runs
#   make corecheck              unit tests of src/core, without a server
#   make fuzz TIME=60           look for texts that break it, so many seconds for each property
#   make check-ubsan            the SQL tests with a library that traps undefined behaviour
#   make check-valgrind         all functions over the corpus, and the SQL tests, under valgrind
#   make stress TIME=60         eight clients, all functions, and changing rules
#   make generate               rewrite what is generated from src/data
#   make bench                  measure it against the floor and rivals
#   make accuracy CORPUS=...    score it on labelled texts
#   make dist                   the archive for PGXN, of what is committed
#
# test/check runs every test on a private server and needs nothing set up.

EXTENSION = bounce
MODULE_big = bounce
PGFILEDESC = "bounce - classify e-mail bounces"

# The folder of this Makefile, also when building elsewhere (VPATH).
here := $(or $(VPATH),$(patsubst %/,%,$(dir $(firstword $(MAKEFILE_LIST)))))

CORE_OBJS = $(patsubst $(here)/%.c,%.o,$(sort $(wildcard $(here)/src/core/*.c)))
PG_OBJS = $(patsubst $(here)/%.c,%.o,$(sort $(wildcard $(here)/src/pg/*.c)))
OBJS = $(CORE_OBJS) $(PG_OBJS)
DATA = $(patsubst $(here)/%,%,$(sort $(wildcard $(here)/sql/*.sql)))
PG_CPPFLAGS = -I$(here)/src

REGRESS = $(patsubst $(here)/test/sql/%.sql,%,$(sort $(wildcard $(here)/test/sql/*.sql)))
REGRESS_OPTS = --inputdir=$(here)/test --load-extension=bounce
REGRESS_PREP = $(CURDIR)/expected
EXTRA_CLEAN = $(CORE_TESTS)

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# Nobody calls src/core from outside, so calls within it need no detour.
$(CORE_OBJS): CFLAGS += -fvisibility=hidden

# Headers are few and small: any change rebuilds all.
$(OBJS) $(OBJS:.o=.bc): $(wildcard $(here)/src/core/*.h $(here)/src/pg/*.h) | objdirs

.PHONY: objdirs corecheck accuracy bench fuzz check-ubsan check-valgrind stress generate dist unlink-expected
objdirs:
	@mkdir -p src/core src/pg

# pg_regress looks for expected files below the folder that it runs in; the
# whole path keeps make from finding the folder through VPATH.
$(CURDIR)/expected:
	ln -s $(abspath $(here))/expected $@

clean: unlink-expected
unlink-expected:
	@test ! -L $(CURDIR)/expected || rm $(CURDIR)/expected

# Each is given the corpus as its first argument.
CORE_TESTS = $(patsubst $(here)/test/core/%.c,%,$(sort $(wildcard $(here)/test/core/*_test.c)))

$(CORE_TESTS): %: $(here)/test/core/%.c $(CORE_OBJS)
	$(CC) $(CFLAGS) $(CPPFLAGS) -o $@ $^

oracle_test found_test: $(here)/test/core/naive_match.c
oracle_test found_test: CPPFLAGS += -DSPELLINGS='"$(here)/src/data/spellings.tsv"'
found_test: $(filter-out %/fuzz.c,$(wildcard $(here)/test/fuzz/*.c))

corecheck: $(CORE_TESTS)
	for test in $(CORE_TESTS); do ./$$test $(here)/test/data/bounces.tsv || exit 1; done

accuracy:
	$(here)/test/accuracy $(CORPUS) $(DIFFS)

bench:
	$(here)/test/bench/run $(ROWS) $(RUNS)

fuzz:
	$(here)/test/fuzz/run $(TIME) $(PROPERTIES)

check-ubsan:
	$(here)/test/ubsan

check-valgrind:
	$(here)/test/valgrind/run
	$(here)/test/valgrind/suite

stress:
	$(here)/test/stress/run $(TIME)

generate:
	perl $(here)/src/gen/generate.pl $(here) $(here)

# The same bytes for the same commit: a zip file holds the time of day.
archive = bounce-$(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(here)/bounce.control)
dist:
	TZ=UTC git -C $(here) archive --format=zip --prefix=$(archive)/ -o $(CURDIR)/$(archive).zip HEAD
