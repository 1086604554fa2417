"""What to write instead of signs and commands that are known, and not read."""

DEGREES = "degrees are not read; write the angle in radians, as pi/6"
ROUNDED = "a rounded value is not read; write the exact one"
LIMIT = "a limit is not read; write its value alone"
CONVOLVED = "this product is not read; write what it means with `*` and sums"
MEMBER = "a set is not read here; write the condition with < and >"
NORM = "norms are not read; write the sum of squares, or |x|"
DOTS = "dots leave something out; write all of it, or a sum with \\sum, and a number as a fraction, as 1/3"

COMMANDS = {
    **dict.fromkeys(["pm", "mp"], "a sign that is plus or minus has two values; write one formula"),
    **dict.fromkeys(["|", "Vert", "lVert", "rVert"], NORM),
    **dict.fromkeys(["dots", "cdots", "ldots", "dotsc", "vdots"], DOTS),
    **dict.fromkeys(["circ", "degree"], DEGREES),
    **dict.fromkeys(["approx", "simeq", "cong"], ROUNDED),
    **dict.fromkeys(["to", "rightarrow", "longrightarrow", "Rightarrow", "implies", "iff"], LIMIT),
    **dict.fromkeys(["odot", "otimes", "star", "oplus"], CONVOLVED),
    **dict.fromkeys(["in", "notin", "subset", "mid", "forall", "exists"], MEMBER),
    **dict.fromkeys(["int", "iint", "oint"], "integrals are not read; write their value"),
    "top": "transposes are not read; write the sum over the entries",
    "nabla": "gradients are not read; write each derivative",
    "lim": "limits are not read; write their value",
    "sim": "a distribution is not read; write the formula alone",
    "%": "`%` is not read; write 0.05 for 5%, and no comment",
}
"""by the name of the command"""

CHARACTERS = {
    **dict.fromkeys("°º˚", DEGREES),
    **dict.fromkeys("≈≅≃", ROUNDED),
    **dict.fromkeys("→⟶⇒⇔↦", LIMIT),
    **dict.fromkeys("⊙⊗⋆∘⊕", CONVOLVED),
    **dict.fromkeys("∈∉⊂", MEMBER),
    **dict.fromkeys("‰", COMMANDS["%"]),
    "∝": "a proportion is not read; write the formula alone",
    "∛": "a cube root is written (...)^(1/3)",
    "∜": "a fourth root is written (...)^(1/4)",
    "∥": NORM,
    "~": COMMANDS["sim"],
    "%": COMMANDS["%"],
    ";": "values are set apart by a comma, as in max(x, y)",
    ":": "a colon is not read; leave out what stands before it, or write `/`",
    "?": "cases are written x if x > 0 else 0",
    "@": "matrix products are not read; write the sum over the entries",
    "#": "a comment is not read; leave it out",
    ".": "a point stands between the digits of a number only; a product is written `*`",
}
"""by the character"""
