"""`python -m tests.api`: the examples of the published description, made anew from what the service answers."""

if __name__ == "__main__":  # the readers of uploads import this module too, and need nothing of it
    from tests.api.recording import main

    main()
