"""What the constraints of this slice mean to a person when the database refuses."""

from __future__ import annotations

from shelters.database.transaction import CONFLICTS
from shelters.errors import N_

CONFLICTS.update(
    {
        "house_code_name_taken": N_("Ya hay una casa de esta red con ese nombre en clave. Escribe otro."),
        "room_name_taken": N_("Ya hay una habitación con ese nombre en esta casa. Escribe otro."),
        "bed_label_taken": N_("Ya hay una cama con ese nombre en esta habitación. Escribe otro."),
        "bed_occupancy_no_two_on_one_night": N_(
            "Alguien ocupó una de estas camas mientras lo veías. Vuelve a cargar la página."
        ),
    }
)
