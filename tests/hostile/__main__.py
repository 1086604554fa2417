"""List the attacks, family by family: `python -m tests.hostile`."""

from tests.hostile.corpus import read_families


def main() -> None:
    """Print what each attack tries."""
    families = read_families()
    width = max(len(attack.name) for family in families for attack in family.attacks)
    for family in families:
        print(f"{family.name}: {family.about}\n")
        for attack in family.attacks:
            print(f"  {attack.name:{width}}  {attack.tries}")
        print()
    print(f"{sum(len(family.attacks) for family in families)} attacks in {len(families)} families")


if __name__ == "__main__":
    main()
