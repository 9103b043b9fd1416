"""Maintainers' table: GeoNames' first-level codes as ISO 3166-2 zones, with the names that people use.

Checked zone by zone against its capital in `tests/shelters/places/test_data.py`.
"""

from __future__ import annotations

# country: GeoNames admin1 code -> (ISO 3166-2 code without the country, name)
ZONES = {
    "MX": {
        "01": ("AGU", "Aguascalientes"),
        "02": ("BCN", "Baja California"),
        "03": ("BCS", "Baja California Sur"),
        "04": ("CAM", "Campeche"),
        "05": ("CHP", "Chiapas"),
        "06": ("CHH", "Chihuahua"),
        "07": ("COA", "Coahuila"),
        "08": ("COL", "Colima"),
        "09": ("CMX", "Ciudad de México"),
        "10": ("DUR", "Durango"),
        "11": ("GUA", "Guanajuato"),
        "12": ("GRO", "Guerrero"),
        "13": ("HID", "Hidalgo"),
        "14": ("JAL", "Jalisco"),
        "15": ("MEX", "Estado de México"),
        "16": ("MIC", "Michoacán"),
        "17": ("MOR", "Morelos"),
        "18": ("NAY", "Nayarit"),
        "19": ("NLE", "Nuevo León"),
        "20": ("OAX", "Oaxaca"),
        "21": ("PUE", "Puebla"),
        "22": ("QUE", "Querétaro"),
        "23": ("ROO", "Quintana Roo"),
        "24": ("SLP", "San Luis Potosí"),
        "25": ("SIN", "Sinaloa"),
        "26": ("SON", "Sonora"),
        "27": ("TAB", "Tabasco"),
        "28": ("TAM", "Tamaulipas"),
        "29": ("TLA", "Tlaxcala"),
        "30": ("VER", "Veracruz"),
        "31": ("YUC", "Yucatán"),
        "32": ("ZAC", "Zacatecas"),
    },
    "GT": {
        "01": ("16", "Alta Verapaz"),
        "02": ("15", "Baja Verapaz"),
        "03": ("04", "Chimaltenango"),
        "04": ("20", "Chiquimula"),
        "05": ("02", "El Progreso"),
        "06": ("05", "Escuintla"),
        "07": ("01", "Guatemala"),
        "08": ("13", "Huehuetenango"),
        "09": ("18", "Izabal"),
        "10": ("21", "Jalapa"),
        "11": ("22", "Jutiapa"),
        "12": ("17", "Petén"),
        "13": ("09", "Quetzaltenango"),
        "14": ("14", "Quiché"),
        "15": ("11", "Retalhuleu"),
        "16": ("03", "Sacatepéquez"),
        "17": ("12", "San Marcos"),
        "18": ("06", "Santa Rosa"),
        "19": ("07", "Sololá"),
        "20": ("10", "Suchitepéquez"),
        "21": ("08", "Totonicapán"),
        "22": ("19", "Zacapa"),
    },
    "HN": {
        "01": ("AT", "Atlántida"),
        "02": ("CH", "Choluteca"),
        "03": ("CL", "Colón"),
        "04": ("CM", "Comayagua"),
        "05": ("CP", "Copán"),
        "06": ("CR", "Cortés"),
        "07": ("EP", "El Paraíso"),
        "08": ("FM", "Francisco Morazán"),
        "09": ("GD", "Gracias a Dios"),
        "10": ("IN", "Intibucá"),
        "11": ("IB", "Islas de la Bahía"),
        "12": ("LP", "La Paz"),
        "13": ("LE", "Lempira"),
        "14": ("OC", "Ocotepeque"),
        "15": ("OL", "Olancho"),
        "16": ("SB", "Santa Bárbara"),
        "17": ("VA", "Valle"),
        "18": ("YO", "Yoro"),
    },
    "SV": {
        "01": ("AH", "Ahuachapán"),
        "02": ("CA", "Cabañas"),
        "03": ("CH", "Chalatenango"),
        "04": ("CU", "Cuscatlán"),
        "05": ("LI", "La Libertad"),
        "06": ("PA", "La Paz"),
        "07": ("UN", "La Unión"),
        "08": ("MO", "Morazán"),
        "09": ("SM", "San Miguel"),
        "10": ("SS", "San Salvador"),
        "11": ("SA", "Santa Ana"),
        "12": ("SV", "San Vicente"),
        "13": ("SO", "Sonsonate"),
        "14": ("US", "Usulután"),
    },
    "NI": {
        "01": ("BO", "Boaco"),
        "02": ("CA", "Carazo"),
        "03": ("CI", "Chinandega"),
        "04": ("CO", "Chontales"),
        "05": ("ES", "Estelí"),
        "06": ("GR", "Granada"),
        "07": ("JI", "Jinotega"),
        "08": ("LE", "León"),
        "09": ("MD", "Madriz"),
        "10": ("MN", "Managua"),
        "11": ("MS", "Masaya"),
        "12": ("MT", "Matagalpa"),
        "13": ("NS", "Nueva Segovia"),
        "14": ("SJ", "Río San Juan"),
        "15": ("RI", "Rivas"),
        "17": ("AN", "Costa Caribe Norte"),
        "18": ("AS", "Costa Caribe Sur"),
    },
    "CR": {
        "01": ("A", "Alajuela"),
        "02": ("C", "Cartago"),
        "03": ("G", "Guanacaste"),
        "04": ("H", "Heredia"),
        "06": ("L", "Limón"),
        "07": ("P", "Puntarenas"),
        "08": ("SJ", "San José"),
    },
}

# GeoNames puts these places into a neighbouring zone (seen on the map of the municipality's own state).
CORRECTIONS = {
    "3526987": "MX-OAX",  # Huautla de Jiménez
    "3519490": "MX-MEX",  # San Diego Linares
    "3827294": "MX-MEX",  # San Diego, south of Toluca
    "3827575": "MX-MEX",  # Pueblo Nuevo de Morelos
    "3590567": "GT-10",  # Samayac
    "3583471": "SV-SS",  # San Martín
}

# Names that GeoNames gives in English, or shortened until they could be another place's.
SPANISH_NAMES = {
    "Guatemala City": "Ciudad de Guatemala",
    "Mexico City": "Ciudad de México",
    "Oaxaca": "Oaxaca de Juárez",
    "Ciudad Choluteca": "Choluteca",
    "Puerto Cortez": "Puerto Cortés",
    "Panzos": "Panzós",
    "Gustavo Adolfo Madero": "Gustavo A. Madero",
    "Santa Rita, Copan": "Santa Rita",
    "Las Vegas, Santa Barbara": "Las Vegas",
    "Ciudad Nezahualcoyotl": "Nezahualcóyotl",
    "San Martin Texmelucan de Labastida": "San Martín Texmelucan",
    "Victoria de Durango": "Durango",
    "León de los Aldama": "León",
    "Pearl City": "Laguna de Perlas",
    "Grey Town": "San Juan de Nicaragua",
}

# What people type for the best known places, and no list of names has.
SHORT_NAMES = {
    "Ciudad de México": ("CDMX",),
    "Ciudad de Guatemala": ("Guate",),
    "Quetzaltenango": ("Xela",),
    "Tegucigalpa": ("Tegus",),
    "San Cristóbal de las Casas": ("San Cris", "Jovel"),
    "Tuxtla Gutiérrez": ("Tuxtla",),
}
