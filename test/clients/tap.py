"""Results as TAP, for the Python programs of this folder."""

count = 0


def plan(results):
    print(f"1..{results}")


def check(got, expected, name):
    global count
    count += 1
    print(f"{'ok' if got == expected else 'not ok'} {count} - {name}", flush=True)
    if got != expected:
        print(f"#      got: {got!r}\n# expected: {expected!r}", flush=True)
