"""The gazetteer's two files: every zone is real, and every capital stands in its own."""

from __future__ import annotations

from collections import Counter
from math import cos, hypot, radians

import pytest

from shelters.places import COUNTRIES, label, zone, zones
from shelters.places.folding import folded
from shelters.places.gazetteer import Municipality, all_municipalities

# ISO 3166-2 as published, without the country: written here a second time, from the standard and not from our table.
ISO_3166_2 = {
    "MX": "AGU BCN BCS CAM CHH CHP CMX COA COL DUR GRO GUA HID JAL MEX MIC MOR NAY NLE OAX PUE QUE ROO SIN SLP SON TAB"
    " TAM TLA VER YUC ZAC",
    "GT": "01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22",
    "HN": "AT CH CL CM CP CR EP FM GD IB IN LE LP OC OL SB VA YO",
    "SV": "AH CA CH CU LI MO PA SA SM SO SS SV UN US",
    "NI": "AN AS BO CA CI CO ES GR JI LE MD MN MS MT NS RI SJ",
    "CR": "A C G H L P SJ",
}

CAPITALS = {
    "MX": "AGU Aguascalientes, BCN Mexicali, BCS La Paz, CAM Campeche, CHP Tuxtla Gutiérrez, CHH Chihuahua,"
    " COA Saltillo, COL Colima, CMX Ciudad de México, DUR Durango, GUA Guanajuato, GRO Chilpancingo,"
    " HID Pachuca de Soto, JAL Guadalajara, MEX Toluca, MIC Morelia, MOR Cuernavaca, NAY Tepic, NLE Monterrey,"
    " OAX Oaxaca de Juárez, PUE Puebla, QUE Santiago de Querétaro, ROO Chetumal, SLP San Luis Potosí, SIN Culiacán,"
    " SON Hermosillo, TAB Villahermosa,"
    " TAM Ciudad Victoria, TLA Tlaxcala, VER Xalapa de Enríquez, YUC Mérida, ZAC Zacatecas",
    "GT": "01 Ciudad de Guatemala, 02 Guastatoya, 03 Antigua Guatemala, 04 Chimaltenango, 05 Escuintla, 06 Cuilapa,"
    " 07 Sololá, 08 Totonicapán, 09 Quetzaltenango, 10 Mazatenango, 11 Retalhuleu, 12 San Marcos, 13 Huehuetenango,"
    " 14 Santa Cruz del Quiché, 15 Salamá, 16 Cobán, 17 Flores, 18 Puerto Barrios, 19 Zacapa, 20 Chiquimula,"
    " 21 Jalapa, 22 Jutiapa",
    "HN": "AT La Ceiba, CH Choluteca, CL Trujillo, CM Comayagua, CP Santa Rosa de Copán, CR San Pedro Sula,"
    " EP Yuscarán, FM Tegucigalpa, GD Puerto Lempira, IB Coxen Hole, IN La Esperanza, LE Gracias, LP La Paz,"
    " OC Nueva Ocotepeque, OL Juticalpa, SB Santa Bárbara, VA Nacaome, YO Yoro",
    "SV": "AH Ahuachapán, CA Sensuntepeque, CH Chalatenango, CU Cojutepeque, LI Santa Tecla, MO San Francisco,"
    " PA Zacatecoluca, SA Santa Ana, SM San Miguel, SO Sonsonate, SS San Salvador, SV San Vicente,"
    " UN La Unión, US Usulután",
    "NI": "AN Puerto Cabezas, AS Bluefields, BO Boaco, CA Jinotepe, CI Chinandega, CO Juigalpa, ES Estelí, GR Granada,"
    " JI Jinotega, LE León, MD Somoto, MN Managua, MS Masaya, MT Matagalpa, NS Ocotal, RI Rivas, SJ San Carlos",
    "CR": "A Alajuela, C Cartago, G Liberia, H Heredia, L Limón, P Puntarenas, SJ San José",
}


def pairs() -> list[tuple[str, str]]:
    return [
        (f"{country}-{pair.split(' ', 1)[0]}", pair.split(" ", 1)[1])
        for country, text in CAPITALS.items()
        for pair in text.split(", ")
    ]


def test_the_zones_are_exactly_those_of_the_standard() -> None:
    standard = {f"{country}-{code}" for country, codes in ISO_3166_2.items() for code in codes.split()}

    assert {each.code for each in zones()} == standard
    assert all(each.code.startswith(each.country + "-") for each in zones())
    assert {each.country for each in zones()} == set(COUNTRIES)


def test_every_zone_has_a_capital_to_be_checked_by() -> None:
    assert {code for code, _ in pairs()} == {each.code for each in zones()}


@pytest.mark.parametrize(("code", "capital"), pairs())
def test_a_capital_stands_in_its_own_zone(code: str, capital: str) -> None:
    here = [folded(place.name) for place in all_municipalities().values() if place.zone == code]

    assert folded(capital) in here


def test_a_municipality_stands_in_a_real_zone_of_its_country() -> None:
    for place in all_municipalities().values():
        assert zone(place.zone).country == place.country


def test_most_places_lie_nearer_to_their_own_zone_than_to_any_other() -> None:
    places = list(all_municipalities().values())
    right = sum(nearest_zone(place) == place.zone for place in places[::7])

    assert right / len(places[::7]) > 0.7


def test_rural_places_are_kept() -> None:
    by_country = Counter(place.country for place in all_municipalities().values() if place.population < 2_500)

    assert min(by_country.values()) > 10
    assert by_country["MX"] > 4_000


def test_no_two_municipalities_share_a_label() -> None:
    labels = Counter(folded(label(place)) for place in all_municipalities().values())

    assert [text for text, times in labels.items() if times > 1] == []


def test_names_are_spanish() -> None:
    words = {word for place in all_municipalities().values() for word in place.name.split()}

    assert not words & {"City", "Town", "of", "the", "South", "North"} - {
        "South"
    }  # South End is its name on the islands


def nearest_zone(place: Municipality) -> str:
    def apart(code: str) -> float:
        middle = zone(code)
        return hypot(place.lat - middle.lat, (place.lon - middle.lon) * cos(radians(place.lat)))

    return min((each.code for each in zones()), key=apart)
