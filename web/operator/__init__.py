"""The operator's command, `abrigo`: a map of its subcommands."""

from __future__ import annotations

import typer

from web.operator import data, inventory, keys, match, people, record, serve, what_if

app = typer.Typer(
    name="abrigo",
    help="Abrigo: capacity and booking of protective houses. Settings come from ABRIGO_* (see README).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("serve")(serve.serve)
app.command("work")(serve.work)
app.command("demo")(serve.demo)
app.command("migrate")(data.migrate_database)
app.command("demo-data")(data.demo_data)
app.command("import")(inventory.import_inventory_files)
app.command("invite")(people.invite_person)
app.command("code")(people.show_code)
app.command("match")(match.match)
app.command("check")(match.check)
app.command("what-if")(what_if.what_if)
app.add_typer(record.app, name="audit")
app.add_typer(keys.app, name="keys")
