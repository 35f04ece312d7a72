resource "aws_lb_listener" "a" {
  port = 443
  ssl_policy = "ELBSecurityPolicy-2016-08"
}
