"""The reporting service: doors (api, pages, command line), acts (workflows), and what they stand on."""
