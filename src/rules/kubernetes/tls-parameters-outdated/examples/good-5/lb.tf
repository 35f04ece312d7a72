resource "aws_lb_listener" "a" {
  port = 443
  ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
}
