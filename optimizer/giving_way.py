"""Room for those whose stay may be split and who found none: the less urgent give way, and are seated again."""

from dataclasses import replace

import numpy as np

from optimizer.board.compile import Board
from optimizer.board.kinds import Ints
from optimizer.board.occupancy import Occupancy
from optimizer.board.rows import rows_of
from optimizer.board.seating import assignments_of
from optimizer.board.values import values_of
from optimizer.plan import Assignment
from optimizer.problem import Problem, Request
from optimizer.search.greedy import first_fitting
from optimizer.search.mending import by_fit, make_room
from optimizer.search.state import Search
from optimizer.search.worth import SIGN
from optimizer.splitting import House, seated, splits_of, who_may_be_split

LEAST_URGENT = 4
ATTEMPT = 3.0
"""How many times as long it takes to make room for one request as to split what can be split anyway."""


def outcome(search: Search, chosen: Ints) -> tuple[int, ...]:
    """How a plan compares once stays have been split: smaller is better."""
    stays = stays_of_plan(search.board, chosen)
    return search.order.key([int(cost) for cost in SIGN * values_of(search.board.problem, stays)])


def stays_of_plan(board: Board, chosen: Ints) -> list[Assignment]:
    """List the stays of a plan with those that are split at the end."""
    whole = assignments_of(board, chosen)
    return [*whole, *splits_of(board.problem, whole)]


def give_way(search: Search, until: float) -> None:
    """Split the stays of those who still have no place where that takes out none but less urgent parties."""
    begun = search.clock.seconds
    wanting = _wanting(search)
    attempt = ATTEMPT * (search.clock.seconds - begun)
    for request in wanting:
        if search.clock.over or search.clock.seconds + attempt > until:
            return
        chosen = _with_room_for(search, request, until)
        if chosen is not None and outcome(search, chosen) < outcome(search, search.best):
            search.settle(chosen)


def _wanting(search: Search) -> list[Request]:
    """Whoever may be split and has no place; nobody once the run is over."""
    problem = search.board.problem
    if search.clock.over or not who_may_be_split(problem, set()):
        return []
    return who_may_be_split(problem, {stay.request for stay in stays_of_plan(search.board, search.best)})


def _with_room_for(search: Search, request: Request, until: float) -> Ints | None:
    """Take out as few urgent parties as possible so that a request can be split, and seat them again."""
    board = search.board
    tiers = {each.id: each.tier for each in board.problem.requests}
    whole = assignments_of(board, search.best)
    before = [part for part in splits_of(board.problem, whole) if tiers[part.request] <= request.tier]
    for floor in range(LEAST_URGENT, request.tier, -1):
        guests = [stay for stay in whole if tiers[stay.request] >= floor and _is_loose(board, stay)]
        stays = [stay for stay in whole if tiers[stay.request] < floor or not _is_loose(board, stay)]
        kept = seated(_with_taken(board.problem, before), stays)
        parts = House(kept, guests).split(request)
        if parts:
            out = [stay for stay in guests if any(_meet(stay, part) for part in parts)]
            return _seated_again(search, [*before, *parts], out, until)
    return None


def _is_loose(board: Board, stay: Assignment) -> bool:
    return board.problem.requests[board.names.request[stay.request]].pinned is None


def _meet(one: Assignment, other: Assignment) -> bool:
    same = one.space == other.space
    return same and one.first < other.first + other.nights and other.first < one.first + one.nights


def _with_taken(problem: Problem, parts: list[Assignment]) -> Problem:
    """Take the beds of stays that are split already."""
    asked = {request.id: request for request in problem.requests}
    taken = {space.id: list(space.taken) for space in problem.spaces}
    for part in parts:
        party = asked[part.request]
        taken[part.space].append((part.first, part.first + part.nights, party.beds, party.class_))
    return replace(problem, spaces=tuple(replace(space, taken=tuple(taken[space.id])) for space in problem.spaces))


def _seated_again(search: Search, parts: list[Assignment], out: list[Assignment], until: float) -> Ints:
    """Seat whoever was taken out beside the parts: where she was, elsewhere, or by moving others."""
    board = _without(search.board, parts)
    gone = {board.names.request[stay.request] for stay in out}
    chosen = search.best.copy()
    chosen[list(gone)] = -1
    again = Search(board, search.clock, 0, None)
    occupancy = Occupancy(board, chosen)
    in_turn = [int(at) for at in board.order if at in gone]
    for at in in_turn:
        column = first_fitting(occupancy, np.r_[search.best[at], by_fit(board, at)])
        if column >= 0:
            occupancy.add(column)
    again.settle(occupancy.chosen)
    for at in in_turn:
        if again.best[at] < 0 and not search.clock.over and search.clock.seconds < until:
            make_room(again, at, until)
    return again.best


def _without(board: Board, parts: list[Assignment]) -> Board:
    """The same board with the beds of some stays gone."""
    kinds, names = board.kinds, board.names
    free, held = kinds.free.copy(), kinds.held.copy()
    for part in parts:
        kind, nights = kinds.of_space[names.space[part.space]], slice(part.first, part.first + part.nights)
        at = names.request[part.request]
        free[kind, nights] -= 1 if kinds.single[kind] else board.problem.requests[at].beds
        if kinds.classed[kind]:
            held[kind, nights] = board.class_[at]
    fewer = replace(kinds, free=free, held=held)
    return replace(board, kinds=fewer, rows=rows_of(board.columns, fewer))
