"""What a calibration found, said so that it can be judged: fit, parameters, ridges, misfit."""
