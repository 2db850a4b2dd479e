// Entry point; see the README.
Console.WriteLine("not built yet");
