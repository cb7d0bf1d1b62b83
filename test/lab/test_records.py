"""What tools/lab makes of recorded answers: no server, no network."""
import math
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools/lab.d"))

import records  # noqa: E402: the path comes first
from records import Answer, Truth

MS = 1_000_000
ONE, OTHER = "192.0.2.1", "192.0.2.2"
EVERY = "every."


def answer(at_ms, *addresses, client="telecom", name=EVERY, rcode=0):
    return Answer(client, (at_ms - 1) * MS, at_ms * MS, name, rcode, addresses)


def lost(at_ms):
    return Answer("telecom", at_ms * MS, 0, EVERY, 0, ())


def look(*answers, truth=None, mark_ms=math.inf):
    return records.look(list(answers), truth or Truth(), mark_ms * MS, EVERY)


class Wrong(unittest.TestCase):
    def setUp(self):
        self.truth = Truth()
        self.truth.dies([ONE], 100 * MS)

    def test_an_answer_before_the_outage_is_right(self):
        self.assertEqual(look(answer(99, ONE), truth=self.truth).wrong, 0)

    def test_the_last_wrong_answer_counts_from_the_outage(self):
        sight = look(answer(110, ONE), answer(130, OTHER, ONE), answer(250, OTHER),
                     truth=self.truth)
        self.assertEqual((sight.wrong, sight.last_wrong_ms), (2, 30))

    def test_an_answer_sent_before_and_received_after_is_wrong(self):
        late = Answer("telecom", 90 * MS, 101 * MS, EVERY, 0, (ONE,))
        self.assertEqual(look(late, truth=self.truth).wrong, 1)

    def test_a_second_outage_counts_from_its_own_beginning(self):
        self.truth.returns([ONE], 200 * MS)
        self.truth.dies([ONE], 300 * MS)
        sight = look(answer(100, ONE), answer(250, ONE), answer(320, ONE), answer(450, OTHER),
                     truth=self.truth)
        self.assertEqual((sight.wrong, sight.last_wrong_ms), (2, 20))

    def test_an_outage_with_wrong_answers_to_its_end_was_never_noticed(self):
        self.truth.returns([ONE], 400 * MS)
        sight = look(answer(310, ONE), answer(450, OTHER), truth=self.truth)
        self.assertEqual(sight.last_wrong_ms, math.inf)

    def test_so_was_one_with_wrong_answers_to_the_end_of_the_run(self):
        self.assertEqual(look(answer(310, ONE), truth=self.truth).last_wrong_ms, math.inf)

    def test_what_is_wrong_after_the_mark_is_counted_once_more(self):
        sight = look(answer(110, ONE), answer(210, ONE), truth=self.truth, mark_ms=200)
        self.assertEqual((sight.wrong, sight.wrong_since_mark), (2, 1))


class Others(unittest.TestCase):
    def test_lost_queries_are_counted_with_their_span(self):
        sight = look(answer(10, ONE), lost(20), lost(50), answer(60, ONE))
        self.assertEqual((sight.asked, sight.lost, sight.lost_span_ms), (4, 2, 30))

    def test_a_recorder_that_is_held_up_shows(self):
        self.assertEqual(look(answer(10, ONE), answer(12, ONE), answer(62, ONE)).stall_ms, 50)

    def test_an_answer_without_an_address_is_told_apart(self):
        self.assertEqual(look(answer(10), lost(20)).empty, 1)

    def test_a_return_takes_until_its_first_answer(self):
        truth = Truth()
        truth.dies([ONE], 100 * MS)
        truth.returns([ONE], 200 * MS)
        sight = look(answer(150, OTHER), answer(210, OTHER), answer(240, ONE), answer(250, ONE),
                     truth=truth)
        self.assertEqual(sight.back_ms, 40)

    def test_what_never_returns_is_infinitely_late(self):
        truth = Truth()
        truth.dies([ONE], 100 * MS)
        truth.returns([ONE], 200 * MS)
        self.assertEqual(look(answer(250, OTHER), truth=truth).back_ms, math.inf)


class Changes(unittest.TestCase):
    def test_a_set_counts_once_several_in_a_row_have_it(self):
        both, alone = (ONE, OTHER), (OTHER,)
        rows = [*[both] * 5, alone, both, *[both] * 3, *[alone] * 5, *[both] * 5]
        sight = look(*(answer(10 + i, *given) for i, given in enumerate(rows)))
        self.assertEqual(sight.changes, 2)

    def test_order_is_no_change(self):
        rows = [(ONE, OTHER), (OTHER, ONE)] * 5
        self.assertEqual(look(*(answer(10 + i, *given) for i, given in enumerate(rows))).changes, 0)

    def test_of_several_clients_the_one_who_saw_most_counts(self):
        steady = [answer(10 + i, ONE, client="unicom") for i in range(10)]
        changed = [answer(10 + i, ONE if i < 5 else OTHER) for i in range(10)]
        self.assertEqual(look(*steady, *changed).changes, 1)

    def test_other_names_do_not_count(self):
        rows = [answer(10 + i, ONE if i < 5 else OTHER, name="portal.") for i in range(10)]
        self.assertEqual(look(*rows).changes, 0)


unittest.main()
